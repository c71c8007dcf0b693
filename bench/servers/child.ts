/**
 * Processes of the bench: pinned where that is possible, and never left behind.
 *
 * @module
 */

const STOP_PATIENCE_MS = 3000;
const running = new Set<Child>();

/** A core for a process, or undefined where processes can't be pinned. */
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

/** A core for the server and another for the generator; undefined where they can't have their own. */
export async function chooseCores(): Promise<{ server: number; generator: number } | undefined> {
  const [server, generator] = await allowedCores();
  return generator === undefined ? undefined : { server, generator };
}

/** A process started by the bench; the lines that it prints are kept in part. */
export class Child {
  readonly #process: Deno.ChildProcess;
  readonly #firstLines: string[] = [];
  readonly #waiting = new Set<() => void>();
  #ended = false;

  /** Starts a command, on one core if given. */
  constructor(command: readonly string[], core: Core, cwd?: string) {
    const pinned = core === undefined ? command : ["taskset", "-c", String(core), ...command];
    this.#process = new Deno.Command(pinned[0], {
      args: pinned.slice(1),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...(cwd === undefined ? {} : { cwd }),
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

  /** Ended means that all output is in, too. */
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

  /** Reads everything, since a full pipe would stop the process, but keeps only what comes first. */
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

  /** What the process printed so far, at most 200 lines. */
  get output(): string {
    return this.#firstLines.join("\n");
  }

  /** The last thing it printed, cut to 300 characters. */
  get lastLine(): string {
    return (this.output.trim().split("\n").at(-1) ?? "").slice(0, 300);
  }

  /** Waits for something in the output; undefined when the process ends or the time is up. */
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

  /** Asks the process to end, and makes it end where it doesn't listen. */
  async stop(): Promise<void> {
    this.#signal("SIGTERM");
    const timer = setTimeout(() => this.kill(), STOP_PATIENCE_MS);
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
      // It has ended by itself: what was wanted.
    }
  }
}

/** Ends whatever still runs, at once. */
export function killAll(): void {
  for (const child of running) child.kill();
}
