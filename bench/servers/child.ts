/**
 * The processes of the bench: pinned where that is possible, and ended with the bench.
 *
 * @module
 */

const STOP_LIMIT_MS = 3000;
const running = new Set<Child>();

/** A core for a process; undefined: any core. */
export type Core = number | undefined;

/** The cores that the bench may use, in order; none where `taskset` is missing. */
async function allowedCores(): Promise<number[]> {
  try {
    const args = ["-cp", String(Deno.pid)];
    const { stdout } = await new Deno.Command("taskset", { args, stderr: "null" }).output();
    const list = new TextDecoder().decode(stdout).match(/: ([\d,-]+)$/m)?.[1] ?? "";
    return list.split(",").filter((part) => part !== "").flatMap((part) => {
      const [first, last = first] = part.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
  } catch {
    return [];
  }
}

/** A core for the server and another for the generator; undefined where there are no two. */
export async function chooseCores(): Promise<{ server: number; generator: number } | undefined> {
  const [server, generator] = await allowedCores();
  return generator === undefined ? undefined : { server, generator };
}

/** A process of the bench, with the first lines that it prints. */
export class Child {
  readonly #process: Deno.ChildProcess;
  readonly #firstLines: string[] = [];
  readonly #waiting = new Set<() => void>();
  #ended = false;

  /** Starts a command, on a core if there is one. */
  constructor(command: readonly string[], core: Core) {
    const pinned = core === undefined ? command : ["taskset", "-c", String(core), ...command];
    this.#process = new Deno.Command(pinned[0], {
      args: pinned.slice(1),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    running.add(this);
    void this.#follow();
  }

  get pid(): number {
    return this.#process.pid;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Marks the end once all output has come, too. */
  async #follow(): Promise<void> {
    await Promise.all([
      this.#collect(this.#process.stdout),
      this.#collect(this.#process.stderr),
      this.#process.status,
    ]);
    this.#ended = true;
    running.delete(this);
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Keeps the first lines. Reads the rest, too: a full pipe would stop the process. */
  async #collect(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const most = 200;
    let rest = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      if (this.#firstLines.length >= most) continue;
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      this.#firstLines.push(...lines);
      this.#wake();
    }
  }

  /** The lines that the process has printed so far, at most 200. */
  get output(): string {
    return this.#firstLines.join("\n");
  }

  /** The last line that it has printed, cut to 300 characters. */
  get lastLine(): string {
    return (this.output.trim().split("\n").at(-1) ?? "").slice(0, 300);
  }

  /** Waits for a match in the output; undefined when the process ends or the time is up. */
  async match(pattern: RegExp, timeoutMs: number): Promise<RegExpMatchArray | undefined> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = this.output.match(pattern);
      if (found !== null) return found;
      const left = deadline - Date.now();
      if (this.#ended || left <= 0) return undefined;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, left);
      this.#waiting.add(resolve);
      await promise;
      this.#waiting.delete(resolve);
      clearTimeout(timer);
    }
  }

  /** Ends the process with SIGTERM, or after three seconds with SIGKILL. */
  async stop(): Promise<void> {
    this.#signal("SIGTERM");
    const timer = setTimeout(() => this.kill(), STOP_LIMIT_MS);
    await this.#process.status;
    clearTimeout(timer);
  }

  kill(): void {
    this.#signal("SIGKILL");
  }

  #signal(signal: Deno.Signal): void {
    try {
      this.#process.kill(signal);
    } catch {
      // The process has ended by itself.
    }
  }
}

/** Kills all processes that still run. */
export function killAll(): void {
  for (const child of running) child.kill();
}
