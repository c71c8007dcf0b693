import deno from "../../../deno.json" with { type: "json" };
import { Program } from "./program.ts";

/** The settings with which a {@linkcode LimitedProcess} starts. */
export interface LimitedOptions {
  /** The limit of open files. */
  readonly descriptors: number;
  /** Deno's flags instead of those of `deno task start`. */
  readonly permissions?: readonly string[];
  readonly flags?: readonly string[];
}

/** A server that may have only so many files open, with its log among its lines. */
export class LimitedProcess extends Program {
  constructor({ descriptors, permissions, flags = [] }: LimitedOptions) {
    const own = deno.tasks.start.command.split(" ").filter((word) => word.startsWith("--"));
    const ports = ["--tcp", "0", "--udp", "0", "--web", "0", "--data", "off"];
    super("sh", [
      ...["-c", `ulimit -n ${descriptors} && exec "$0" "$@" 2>&1`, Deno.execPath()],
      ...["run", ...permissions ?? own, "main.ts", ...ports, ...flags],
    ]);
  }

  /** The port that a transport has taken. */
  async port(transport: "tcp" | "web"): Promise<number> {
    const line = await this.line(new RegExp(`^listening on ${transport} `));
    return Number(/:(\d+)\/?$/.exec(line)![1]);
  }

  /** The lines of the log so far that match a pattern. */
  logged(pattern: RegExp): string[] {
    return this.lines.filter((line) => pattern.test(line));
  }
}
