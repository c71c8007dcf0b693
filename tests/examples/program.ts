import { assert } from "@std/assert";

/** The longest time that a program may run, including its compilation, in seconds. */
const PROGRAM_MAX_S = 60;

/** The end of a program. */
export interface Outcome {
  readonly code: number;
  /** The text that it wrote to stdout, then the text that it wrote to stderr. */
  readonly output: string;
}

/** The surroundings of a program. */
export interface ProgramOptions {
  /** Files to copy into the folder under their own names. */
  readonly files?: readonly URL[];
  /** Changes a copy's text. */
  readonly edit?: (text: string) => string;
  /** The folder in which it runs. Default: a new one, which is removed at its end. */
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
    // Terminals show UTF-8, but the machine that tests may have another setting.
    env: { PATH: `${own}:${Deno.env.get("PATH")}`, LC_ALL: "C.UTF-8", NO_COLOR: "1", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return new Program(child, cwd === undefined ? folder : undefined);
}

/** A program that runs. */
export class Program implements AsyncDisposable {
  readonly #screen: Screen;
  readonly #stderr: Promise<string>;

  /** @param ownFolder A folder to remove at the program's end. */
  constructor(readonly child: Deno.ChildProcess, readonly ownFolder: string | undefined) {
    this.#screen = new Screen(child.stdout, child.stdin.getWriter());
    this.#stderr = new Response(child.stderr).text();
  }

  /** Its output to stdout and the typed lines in their order, as a terminal shows them. */
  get session(): string {
    return this.#screen.session;
  }

  /** Writes a line to its standard input. */
  type(line: string): Promise<void> {
    return this.#screen.type(line);
  }

  /** Waits until this text is on stdout, after the text of the call before. */
  until(text: string): Promise<void> {
    return this.#screen.until(text);
  }

  /** Waits for an effect of the program. Fails with its output if the program ends before. */
  async during<T>(event: Promise<T>): Promise<T> {
    // If the program ends first, nobody handles a later failure of this promise.
    event.catch(() => {});
    const over = this.child.status.then(async ({ code }) => {
      throw new Error(`it ended with ${code}:\n${await this.#screen.end()}${await this.#stderr}`);
    });
    return await Promise.race([event, over]);
  }

  /** Closes its standard input, and waits for its end. */
  async ended(): Promise<Outcome> {
    const outcome = await this.#end();
    assert(outcome.code !== 124, `it ran for ${PROGRAM_MAX_S} s: ${outcome.output}`);
    return outcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      // The program `timeout` passes the signal on to its children.
      this.child.kill("SIGTERM");
    } catch {
      // The program has already ended by itself.
    }
    await this.#end();
    if (this.ownFolder !== undefined) await Deno.remove(this.ownFolder, { recursive: true });
  }

  async #end(): Promise<Outcome> {
    const stdout = await this.#screen.end();
    const { code } = await this.child.status;
    return { code, output: stdout + await this.#stderr };
  }
}

/** The output of a program, together with the typed lines. */
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
