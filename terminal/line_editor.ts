import { columnsOf, EditedLine, type LineEvents } from "./edited_line.ts";
import { HeldTerminal } from "./held_terminal.ts";
import type { JobControl } from "./job_control.ts";
import { KeyReader, PASTE_MAX_CHARS } from "./key_reader.ts";
import type { Keys } from "./key_splitter.ts";
import { LineSearch, type LineSearchEvents } from "./line_search.ts";
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
  /** Ctrl-C on an empty line. Default: `onQuit`. */
  readonly onInterrupt?: () => void;
  /** Ctrl-D on an empty line. Default: `onQuit`. */
  readonly onEndKey?: () => void;
  /** PageUp or PageDown was pressed. */
  readonly onPage?: (direction: "older" | "newer") => void;
  /**
   * The up key was pressed on an empty line: returns the text for the line, or undefined if an earlier
   * line shall come back.
   */
  readonly onUp?: () => string | undefined;
  /** Ctrl-R begins a search. */
  readonly search?: LineSearchEvents;
  /** The editor takes over the terminal for the first time. */
  readonly onBegin?: () => void;
}

const UP = "\x1b[A";
const DOWN = "\x1b[B";

/**
 * A terminal on which a person types lines while other lines are printed. It reads the terminal
 * only while the process is in the foreground, and gives it back while the process is stopped.
 */
export class LineEditor {
  readonly #events: EditorEvents;
  readonly #output: OutputQueue;
  readonly #line: EditedLine;
  readonly #terminal: HeldTerminal;
  readonly #keys: KeyReader;
  #question: { readonly text: string; readonly prompt: string; readonly line: string } | undefined;
  #search: LineSearch | undefined;
  /** The line that the up key has put up, while nothing is changed in it. */
  #proposed = "";

  constructor(events: EditorEvents, output: OutputQueue, jobs: JobControl) {
    this.#events = events;
    this.#output = output;
    this.#line = new EditedLine(events, output);
    this.#keys = new KeyReader({
      onKeys: (keys) => this.#handle(keys),
      onEnd: () => this.#events.onQuit(),
      isOver: () => this.#terminal.isClosed,
    });
    this.#terminal = new HeldTerminal(
      {
        onBegin: () => {
          events.onBegin?.();
          this.#keys.read();
        },
        onTaken: () => this.#line.show(),
        onLeaving: () => this.#line.hide(),
        onResized: () => this.#line.redraw(),
      },
      output,
      jobs,
    );
  }

  /** See {@linkcode HeldTerminal.open}. */
  open(): Promise<void> {
    return this.#terminal.open();
  }

  /** True while the line being typed is shown. */
  get isActive(): boolean {
    return this.#terminal.isActive;
  }

  get columns(): number {
    return columnsOf();
  }

  /** Sets the text in front of the line being typed. It may have several rows. */
  prompt(text: string): void {
    if (this.#search !== undefined) this.#search.keepPrompt(text);
    else if (this.#question === undefined) this.#line.prompt(text);
    else this.#question = { ...this.#question, prompt: text };
  }

  /** Shows the present results of a search. */
  redrawSearch(): void {
    this.#search?.redraw();
  }

  /** Shows lines above the one being typed, which stays as it is, cursor included. */
  print(lines: string): void {
    if (!this.#terminal.isClosed) this.#line.print(lines);
  }

  /** Empties the screen; the line being typed moves to its top. */
  clearScreen(): void {
    if (this.isActive) this.#line.clearScreen();
  }

  bell(): void {
    if (this.isActive) this.#output.push("\x07");
  }

  /** Adds a text to those that the arrow keys bring back. */
  remember(text: string): void {
    this.#line.remember(editable(text));
  }

  /** Prints the last words and gives the terminal back to the shell. */
  async close(lastWords: string): Promise<void> {
    if (this.#terminal.isClosed) return;
    this.#line.close();
    await this.#terminal.close(lastWords);
  }

  async #handle(keys: Keys): Promise<void> {
    if (this.#terminal.isClosed) return;
    if (keys.kind === "suspend") return await this.#suspend();
    if (this.#question !== undefined) {
      this.#answer(keys.kind === "keys" ? keys.text : "n");
      if (keys.kind !== "paste") return;
    }
    if (this.#search !== undefined) {
      const tell = this.#search.handle(keys);
      if (tell === undefined) return;
      this.#search = undefined;
      return tell();
    }
    this.#press(keys);
  }

  #press(keys: Exclude<Keys, { kind: "suspend" }>): void {
    switch (keys.kind) {
      case "keys":
        return this.#line.press(keys.text);
      case "line-break":
        return this.#line.insert(LINE_BREAK_MARK);
      case "up":
        return this.#up();
      case "down":
        if (this.#takeBackProposed()) return;
        return this.#line.press(DOWN);
      case "page-up":
        return this.#events.onPage?.("older");
      case "page-down":
        return this.#events.onPage?.("newer");
      case "search":
        if (this.#events.search === undefined) return;
        this.#search = new LineSearch(this.#events.search, this.#line);
        return;
      case "interrupt":
        if (this.#line.text !== "") return this.#line.clear();
        return (this.#events.onInterrupt ?? this.#events.onQuit)();
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

  #up(): void {
    const proposed = this.#line.text === "" ? this.#events.onUp?.() : undefined;
    if (proposed === undefined) {
      this.#takeBackProposed();
      return this.#line.press(UP);
    }
    this.#proposed = editable(proposed);
    this.#line.replace(this.#proposed);
  }

  /** Empties a line that the up key has put up, unless the person has changed it. */
  #takeBackProposed(): boolean {
    const isProposed = this.#proposed !== "" && this.#line.text === this.#proposed;
    this.#proposed = "";
    if (isProposed) this.#line.replace("");
    return isProposed;
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
    if (await this.#terminal.suspend()) return;
    this.print("-- Ctrl-Z: there is no shell here that could bring this program back.");
  }
}
