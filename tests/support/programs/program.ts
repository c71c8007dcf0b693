import { within } from "../deadline.ts";

/** The repository's folder. */
export const ROOT = new URL("../../../", import.meta.url).pathname;

/** The end of a program. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running program whose lines can be waited for. */
export class Program implements AsyncDisposable {
  readonly lines: string[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #stderr: Promise<string>;
  readonly #reading: Promise<void>;
  #heard = (): void => {};
  #isOver = false;

  constructor(
    readonly command: string,
    args: readonly string[],
    { cwd = ROOT, env = {} }: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
  ) {
    this.#child = new Deno.Command(command, {
      args: [...args],
      cwd,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      env: { PYTHONIOENCODING: "utf-8", PYTHONDONTWRITEBYTECODE: "1", NO_COLOR: "1", ...env },
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#stderr = new Response(this.#child.stderr).text();
    this.#reading = this.#read();
  }

  /** The first line that matches, whether it has come already or not. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.lines.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      if (this.#isOver) {
        throw new Error(`${this.command} ended without ${pattern}: ${await this.#stderr}`);
      }
      const heard = new Promise<void>((resolve) => this.#heard = resolve);
      await within(heard, `${pattern} of ${this.command}; it said ${this.lines.join(" | ")}`);
    }
  }

  async type(line: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${line}\n`));
  }

  /** Ends its input, as Ctrl-D does. */
  async endInput(): Promise<void> {
    await this.#input.close().catch(() => {});
  }

  get pid(): number {
    return this.#child.pid;
  }

  signal(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  async ended(): Promise<Outcome> {
    const { code } = await within(this.#child.status, `the end of ${this.command}`);
    await this.#reading;
    return { code, stdout: this.lines.join("\n"), stderr: await this.#stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.endInput();
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.ended();
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop()!;
      this.lines.push(...lines);
      this.#heard();
    }
    this.#isOver = true;
    this.#heard();
  }
}
