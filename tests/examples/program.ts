import { assert } from "@std/assert";

/** How long a program may run, compiling included, in seconds. */
const PROGRAM_MAX_S = 60;

/** What came of a program. */
export interface Outcome {
  readonly code: number;
  /** What it wrote to stdout, and then to stderr. */
  readonly output: string;
}

/** A program that runs in a folder of its own. */
export interface Program extends AsyncDisposable {
  /** What it wrote to stdout, with what was typed in between, as a terminal would show it. */
  readonly session: string;
  /** Writes a line to its standard input. */
  type(line: string): Promise<void>;
  /** Waits until it has written this to stdout, behind what was waited for before. */
  until(text: string): Promise<void>;
  /** Waits for something that the program brings about; shows its output where it ends before. */
  during<T>(event: Promise<T>): Promise<T>;
  /** Ends its standard input, and waits for it. */
  ended(): Promise<Outcome>;
}

/** How a program is started. */
export interface ProgramOptions {
  /** Copied into the folder, under their own names. */
  readonly files?: readonly URL[];
  /** Changes a copy's text. */
  readonly edit?: (text: string) => string;
  /** Where it runs; absent: in a folder of its own, which goes with it. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a command line of Bash. */
export async function startProgram(
  command: string,
  { files = [], edit = (text) => text, cwd, env = {} }: ProgramOptions = {},
): Promise<Program> {
  const folder = cwd ?? await Deno.makeTempDir({ prefix: "hubbub_example_" });
  for (const url of files) {
    const name = url.pathname.split("/").at(-1)!;
    await Deno.writeTextFile(`${folder}/${name}`, edit(await Deno.readTextFile(url)));
  }
  const own = Deno.execPath().replace(/\/[^/]*$/, "");
  const child = new Deno.Command("timeout", {
    args: ["--kill-after=1", `${PROGRAM_MAX_S}`, "bash", "-c", command],
    cwd: folder,
    // A real terminal shows UTF-8, whatever the machine that tests is set to.
    env: { PATH: `${own}:${Deno.env.get("PATH")}`, LC_ALL: "C.UTF-8", NO_COLOR: "1", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const screen = new Screen(child.stdout, child.stdin.getWriter());
  const stderr = new Response(child.stderr).text();
  const ended = async () => {
    const stdout = await screen.end();
    const { code } = await child.status;
    return { code, output: stdout + await stderr };
  };
  return {
    get session() {
      return screen.session;
    },
    type: (line) => screen.type(line),
    until: (text) => screen.until(text),
    async during(event) {
      // Nobody waits for it any more once the program has ended.
      event.catch(() => {});
      const over = child.status.then(async ({ code }) => {
        throw new Error(`it ended with ${code}:\n${await screen.end()}${await stderr}`);
      });
      return await Promise.race([event, over]);
    },
    async ended() {
      const outcome = await ended();
      assert(outcome.code !== 124, `it ran for ${PROGRAM_MAX_S} s: ${outcome.output}`);
      return outcome;
    },
    async [Symbol.asyncDispose]() {
      try {
        // The timeout passes the signal on to all that it has started.
        child.kill("SIGTERM");
      } catch {
        // It has ended by itself, as it should.
      }
      await ended();
      if (cwd === undefined) await Deno.remove(folder, { recursive: true });
    },
  };
}

/** What a program shows, and what is typed. */
class Screen {
  session = "";
  #stdout = "";
  #seen = 0;
  #isEnded = false;
  #changed = Promise.withResolvers<void>();
  readonly #reading: Promise<void>;

  constructor(
    stdout: ReadableStream<Uint8Array>,
    readonly stdin: WritableStreamDefaultWriter<Uint8Array>,
  ) {
    this.#reading = this.#read(stdout.pipeThrough(new TextDecoderStream()));
  }

  async type(line: string): Promise<void> {
    this.session += `${line}\n`;
    await this.stdin.write(new TextEncoder().encode(`${line}\n`));
  }

  async until(text: string): Promise<void> {
    let at: number;
    while ((at = this.#stdout.indexOf(text, this.#seen)) < 0) {
      assert(!this.#isEnded, `it ended without "${text}":\n${this.session}`);
      await this.#changed.promise;
    }
    this.#seen = at + text.length;
  }

  async end(): Promise<string> {
    await this.stdin.close().catch(() => {});
    await this.#reading;
    return this.#stdout;
  }

  async #read(text: ReadableStream<string>): Promise<void> {
    for await (const piece of text) {
      this.#stdout += piece;
      this.session += piece;
      this.#change();
    }
    this.#isEnded = true;
    this.#change();
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
