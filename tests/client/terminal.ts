import { within } from "../support/deadline.ts";

/** A machine that runs other tests at the same time starts a program slowly. */
const PATIENCE_MS = 60_000;

/** A terminal of a given size with `hubbub` in it, as a person would see it. */
export class Terminal implements AsyncDisposable {
  readonly #socket = `hubbub-${crypto.randomUUID().slice(0, 8)}`;
  #watcher: Deno.ChildProcess | undefined;
  #watching: Promise<void> = Promise.resolve();
  #onChange: () => void = () => {};

  private constructor(readonly columns: number, readonly rows: number) {}

  /** @param command Words for a shell; those with special characters have to be quoted. */
  static async open(
    command: string,
    { columns, rows, env = {} }: {
      readonly columns: number;
      readonly rows: number;
      readonly env?: Readonly<Record<string, string>>;
    },
  ): Promise<Terminal> {
    const terminal = new Terminal(columns, rows);
    const size = ["-x", String(columns), "-y", String(rows)];
    const variables = Object.entries({ LC_ALL: "C.UTF-8", TZ: "UTC", ...env })
      .map(([name, value]) => `${name}=${value}`);
    const shell = `env -u NO_COLOR -u INIT_CWD ${
      variables.join(" ")
    } ${command}; echo "status $?"; sleep 60`;
    await terminal.#tmux("-f", "/dev/null", "-u", "new-session", "-d", ...size, shell);
    terminal.#watch();
    return terminal;
  }

  /** Types text as it is, or presses keys by their names. */
  async type(text: string): Promise<void> {
    await this.#tmux("send-keys", "-l", text);
  }

  async press(...keys: string[]): Promise<void> {
    await this.#tmux("send-keys", ...keys);
  }

  /** Pastes a text; a program that asks for marks around it gets them. */
  async paste(text: string): Promise<void> {
    const path = await Deno.makeTempFile();
    try {
      await Deno.writeTextFile(path, text);
      await this.#tmux("load-buffer", path);
      await this.#tmux("paste-buffer", "-p", "-r");
    } finally {
      await Deno.remove(path);
    }
  }

  /** Gives the window another size, and returns when the programs in it can see that. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux("resize-window", "-x", String(columns), "-y", String(rows));
    // tmux tells the programs a moment after it has wrapped the lines anew, and nobody else.
    const tty = await this.ask("#{pane_tty}");
    const size = `${rows} ${columns}`;
    const endMs = Date.now() + PATIENCE_MS;
    while ((await outputOf("stty", "-F", tty, "size")).trim() !== size) {
      if (Date.now() > endMs) throw new Error(`The terminal never had the size ${size}.`);
    }
  }

  /** Sends a signal to the program in the terminal whose command line includes these words. */
  async signal(words: string, signal: Deno.Signal): Promise<void> {
    const tty = await this.ask("#{pane_tty}");
    const rows = (await outputOf("ps", "-o", "pid=,args=", "-t", tty)).split("\n");
    const row = rows.findLast((one) => one.includes(words));
    if (row === undefined) throw new Error(`Nothing like ${words} runs here: ${rows.join(" | ")}`);
    Deno.kill(parseInt(row), signal);
  }

  /** The screen's lines, without colours. */
  async screen(): Promise<string> {
    return await this.#tmux("capture-pane", "-p");
  }

  /** The screen with the sequences that colour it. */
  async colours(): Promise<string> {
    return await this.#tmux("capture-pane", "-p", "-e");
  }

  /** The terminal's title, or the place of the cursor, in tmux's format. */
  async ask(format: string): Promise<string> {
    return (await this.#tmux("display-message", "-p", format)).trim();
  }

  /** Waits until the screen shows a text, and returns the screen. */
  async until(isThere: string | RegExp | ((screen: string) => boolean)): Promise<string> {
    for (;;) {
      const changed = new Promise<void>((resolve) => this.#onChange = resolve);
      const screen = await this.screen();
      const found = typeof isThere === "function"
        ? isThere(screen)
        : screen.search(typeof isThere === "string" ? RegExp.escape(isThere) : isThere) >= 0;
      if (found) {
        // Tmux may have read half of what the program wrote.
        if (await this.screen() === screen) return screen;
        continue;
      }
      await within(changed, `${isThere} on the screen:\n${screen}`, PATIENCE_MS);
    }
  }

  /** Waits until bash asks for a command: before that, the ending program may still read keys. */
  async shellPrompt(): Promise<void> {
    await this.until((screen) => /^bash\S+$/.test(screen.trimEnd().split("\n").at(-1)!));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux("kill-server").catch(() => {});
    await this.#watcher?.stdin.close().catch(() => {});
    await this.#watcher?.status;
    await this.#watching;
  }

  /** Has tmux tell each change: its control mode writes a line for each output of the pane. */
  #watch(): void {
    this.#watcher = new Deno.Command("tmux", {
      args: ["-L", this.#socket, "-C", "attach-session", "-f", "ignore-size,read-only"],
      env: { TERM: "xterm-256color" },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const { stdout } = this.#watcher;
    this.#watching = (async () => {
      for await (const _line of stdout) this.#onChange();
    })();
  }

  async #tmux(...args: string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command("tmux", {
      args: ["-L", this.#socket, ...args],
      env: { TERM: "xterm-256color" },
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  }
}

async function outputOf(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
  return new TextDecoder().decode(stdout);
}
