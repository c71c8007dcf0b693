import deno from "../../../deno.json" with { type: "json" };
import { temporaryPath } from "../peers/connect.ts";
import { Program } from "./program.ts";

/** `deno task start` without the task runner, which would take the signals. */
export function startArgs(flags: readonly string[]): string[] {
  const { command } = deno.tasks.start;
  return [...command.split(" ").slice(1), ...flags];
}

/** A real server in a process of its own, on free ports. */
export class HubbubProcess extends Program {
  readonly unixPath: string;

  constructor(flags: readonly string[] = []) {
    const unixPath = temporaryPath("e2e.sock");
    const ports = ["--tcp", "0", "--udp", "0", "--unix", unixPath, "--data", "off", "--web", "off"];
    super(Deno.execPath(), startArgs([...ports, ...flags]));
    this.unixPath = unixPath;
  }

  tcpPort(): Promise<number> {
    return this.#port("tcp");
  }

  udpPort(): Promise<number> {
    return this.#port("udp");
  }

  /** A server that is killed leaves its socket's file behind. */
  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await Deno.remove(this.unixPath).catch(() => {});
  }

  async #port(transport: "tcp" | "udp"): Promise<number> {
    const line = await this.line(new RegExp(`^listening on ${transport} `));
    return Number(line.slice(line.lastIndexOf(":") + 1));
  }
}
