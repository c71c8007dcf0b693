import { columnsOf, EditedLine, type LineEvents } from "./edited_line.ts";
import type { JobControl } from "./job_control.ts";
import { type Keys, KeySplitter } from "./key_splitter.ts";
import type { OutputQueue } from "./output_queue.ts";
import { editable, edited, LINE_BREAK_MARK, readPaste } from "./pasted_text.ts";

/** Receives the wishes of the person at the terminal. */
export interface EditorEvents extends LineEvents {
  /** A pasted text that the person wants to send as it is; never a command. */
  readonly onText: (text: string) => void;
  /** Returns a text as a person has to type it so that it is no command. */
  readonly asTyped: (text: string) => string;
  /** Ctrl-C or Ctrl-D on an empty line, or the end of the terminal. */
  readonly onQuit: () => void;
  /** Ctrl-D on an empty line. Default: `onQuit`. */
  readonly onEndKey?: () => void;
  /** PageUp was pressed. */
  readonly onPageUp?: () => void;
  /** Ctrl-R was pressed: returns the line that takes the place of the present one. */
  readonly onSearch?: (line: string) => string;
  /** The editor takes over the terminal for the first time. */
  readonly onBegin?: () => void;
}

/** Most characters of one paste; a longer one is refused. */
const PASTE_MAX_CHARS = 262_144;
/** Milliseconds after which an Escape is a key, not the beginning of a mark. */
const ESCAPE_KEY_MS = 50;
/** Milliseconds that the terminal may take to show everything, before raw mode ends without it. */
const FLUSH_TIMEOUT_MS = 1_000;
/** Milliseconds between two questions if the process is in the foreground: the first, the longest. */
const FOREGROUND_FIRST_MS = 500;
const FOREGROUND_MAX_MS = 5_000;

const PASTE_MARKS_ON = "\x1b[?2004h";
const PASTE_MARKS_OFF = "\x1b[?2004l";

/**
 * A terminal on which a person types lines while other lines are printed. It reads the terminal
 * only while the process is in the foreground, and gives it back while the process is stopped.
 */
export class LineEditor {
  readonly #events: EditorEvents;
  readonly #output: OutputQueue;
  readonly #jobs: JobControl;
  readonly #line: EditedLine;
  readonly #splitter = new KeySplitter({ pasteMaxChars: PASTE_MAX_CHARS });
  #state: "background" | "active" | "stopping" | "closed" = "background";
  #question: { readonly text: string; readonly prompt: string; readonly line: string } | undefined;

  constructor(events: EditorEvents, output: OutputQueue, jobs: JobControl) {
    this.#events = events;
    this.#output = output;
    this.#jobs = jobs;
    this.#line = new EditedLine(events, output);
  }

  /**
   * Takes over the terminal as soon as the process is in the foreground. Resolves when the first
   * question is answered, so at once if the process is in the foreground already.
   */
  async open(): Promise<void> {
    globalThis.addEventListener("unload", this.#restore);
    if (Deno.build.os !== "windows") {
      Deno.addSignalListener("SIGWINCH", this.#resized);
      Deno.addSignalListener("SIGCONT", this.#continued);
    }
    if (await this.#jobs.isForeground()) this.#begin();
    else this.#untilForeground().then(() => this.#begin());
  }

  /** True while the line being typed is shown. */
  get isActive(): boolean {
    return this.#state === "active";
  }

  get columns(): number {
    return columnsOf();
  }

  /** Sets the text in front of the line being typed. */
  prompt(text: string): void {
    if (this.#question === undefined) this.#line.prompt(text);
    else this.#question = { ...this.#question, prompt: text };
  }

  /** Shows lines above the one being typed, which stays as it is, cursor included. */
  print(lines: string): void {
    if (this.#state !== "closed") this.#line.print(lines);
  }

  /** Empties the screen; the line being typed moves to its top. */
  clearScreen(): void {
    if (this.#state === "active") this.#line.clearScreen();
  }

  bell(): void {
    if (this.#state === "active") this.#output.push("\x07");
  }

  /** Adds a text to those that the arrow keys bring back. */
  remember(text: string): void {
    this.#line.remember(editable(text));
  }

  /** Prints the last words and gives the terminal back to the shell. */
  async close(lastWords: string): Promise<void> {
    if (this.#state === "closed") return;
    const wasActive = this.#state === "active";
    this.#state = "closed";
    this.#line.close();
    if (lastWords !== "") this.#output.push(`${lastWords}\n`);
    if (Deno.build.os !== "windows") {
      Deno.removeSignalListener("SIGWINCH", this.#resized);
      Deno.removeSignalListener("SIGCONT", this.#continued);
    }
    globalThis.removeEventListener("unload", this.#restore);
    if (wasActive) await this.#giveTerminalBack();
  }

  readonly #resized = (): void => this.#line.redraw();

  /** Another program stopped the process: the shell has put its own modes on the terminal. */
  readonly #continued = (): void => {
    if (this.#state !== "active") return;
    this.#jobs.isForeground().then((isForeground) => {
      if (isForeground && this.#state === "active") this.#takeTerminal();
    });
  };

  /** Gives the terminal back if the program ends without `close`. */
  readonly #restore = (): void => {
    if (this.#state !== "active" || !this.#output.isWritten) return;
    this.#state = "closed";
    setMode("lines");
    Deno.stdout.writeSync(new TextEncoder().encode(PASTE_MARKS_OFF));
  };

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(16_384);
    let timer: ReturnType<typeof setTimeout> | undefined;
    while (this.#state !== "closed") {
      const count = await Deno.stdin.read(buffer).catch(() => null);
      clearTimeout(timer);
      if (this.#isClosed()) return;
      if (count === null) return this.#events.onQuit();
      const text = decoder.decode(buffer.subarray(0, count), { stream: true });
      for (const keys of this.#splitter.split(text)) await this.#handle(keys);
      if (!this.#splitter.isHolding) continue;
      timer = setTimeout(() => {
        for (const keys of this.#splitter.release()) this.#handle(keys);
      }, ESCAPE_KEY_MS);
    }
  }

  async #handle(keys: Keys): Promise<void> {
    if (this.#state === "closed") return;
    if (keys.kind === "suspend") return await this.#suspend();
    if (this.#question !== undefined) {
      this.#answer(keys.kind === "keys" ? keys.text : "n");
      if (keys.kind !== "paste") return;
    }
    switch (keys.kind) {
      case "keys":
        return this.#line.press(keys.text);
      case "line-break":
        return this.#line.insert(LINE_BREAK_MARK);
      case "page-up":
        return this.#events.onPageUp?.();
      case "search":
        return this.#line.replace(this.#events.onSearch?.(this.#line.text) ?? this.#line.text);
      case "interrupt":
        return this.#line.text === "" ? this.#events.onQuit() : this.#line.clear();
      case "end":
        if (this.#line.text !== "") return this.#line.press("\x04");
        return (this.#events.onEndKey ?? this.#events.onQuit)();
      case "paste":
        if (!keys.isCut) return this.#paste(keys.text);
        return this.print(
          `-- You pasted more than ${PASTE_MAX_CHARS} characters, which is too much for one message: it was left out.`,
        );
      default:
        keys satisfies never;
    }
  }

  #paste(pasted: string): void {
    const paste = readPaste(pasted);
    switch (paste.kind) {
      case "edit":
        return this.#line.insert(paste.text);
      case "ask":
        this.#question = {
          text: paste.text,
          prompt: this.#line.promptText,
          line: this.#line.text,
        };
        this.#line.replace("");
        return this.#line.prompt(paste.question);
      default:
        paste satisfies never;
    }
  }

  /** A yes sends the typed line and the pasted text; anything else brings the line back. */
  #answer(key: string): void {
    const { text, prompt, line } = this.#question!;
    this.#question = undefined;
    this.#line.prompt(prompt);
    const typed = line === "" ? this.#events.asTyped(text) : `${edited(line)}${text}`;
    if (!/^y/i.test(key)) {
      this.remember(typed);
      this.#line.replace(line);
      return this.print("-- It wasn't sent. The arrow keys bring it back.");
    }
    if (line === "") this.#events.onText(text);
    else this.#events.onLine(typed);
  }

  async #suspend(): Promise<void> {
    if (this.#state !== "active") return;
    this.#state = "stopping";
    this.#line.hide();
    await this.#giveTerminalBack();
    const wasStopped = await this.#jobs.stop();
    await this.#untilForeground();
    if (this.#isClosed()) return;
    this.#takeTerminal();
    if (!wasStopped) {
      this.print("-- Ctrl-Z: there is no shell here that could bring this program back.");
    }
  }

  #begin(): void {
    if (this.#isClosed()) return;
    this.#takeTerminal();
    this.#events.onBegin?.();
    this.#read();
  }

  async #untilForeground(): Promise<void> {
    let waitMs = FOREGROUND_FIRST_MS;
    while (!this.#isClosed() && !await this.#jobs.isForeground()) {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      waitMs = Math.min(2 * waitMs, FOREGROUND_MAX_MS);
    }
  }

  #isClosed(): boolean {
    return this.#state === "closed";
  }

  #takeTerminal(): void {
    this.#state = "active";
    setMode("keys");
    this.#output.push(PASTE_MARKS_ON);
    this.#line.show();
  }

  /** A terminal that takes no output would hold up the change of its mode, and the program with it. */
  async #giveTerminalBack(): Promise<void> {
    this.#output.push(PASTE_MARKS_OFF);
    if (await this.#output.flush(FLUSH_TIMEOUT_MS)) setMode("lines");
  }
}

/** Makes the terminal send each key at once, or whole lines as a shell expects them. */
function setMode(mode: "keys" | "lines"): void {
  try {
    Deno.stdin.setRaw(mode === "keys");
  } catch {
    // The terminal is gone.
  }
}
