import {
  clearScreenDown,
  createInterface,
  cursorTo,
  type Interface,
  moveCursor,
} from "node:readline";
import process from "node:process";
import stringWidth from "string-width";
import type { Look } from "./chat_view.ts";

/** What the person does. */
export interface ScreenEvents {
  readonly onLine: (line: string) => void;
  /** Ctrl-C on an empty line, or Ctrl-D. */
  readonly onQuit: () => void;
  readonly complete: (line: string) => [string[], string];
}

const HISTORY_MAX_LINES = 500;

/** A terminal: a line being typed at the bottom, and what is said above it. */
export class ChatScreen {
  readonly #lines: Interface;
  readonly #hasColour: boolean;
  #isOpen = true;

  constructor(events: ScreenEvents, { hasColour }: { readonly hasColour: boolean }) {
    this.#hasColour = hasColour;
    this.#lines = createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: true,
      historySize: HISTORY_MAX_LINES,
      removeHistoryDuplicates: true,
      completer: events.complete,
    });
    this.#lines.on("line", (line) => {
      this.#eraseTyped(line);
      events.onLine(line);
      if (this.#isOpen) this.#lines.prompt();
    });
    this.#lines.on("SIGINT", () => {
      if (this.#lines.line === "") return events.onQuit();
      this.#lines.write(null, { ctrl: true, name: "e" });
      this.#lines.write(null, { ctrl: true, name: "u" });
    });
    this.#lines.on("close", events.onQuit);
  }

  get look(): Look {
    return { hasColour: this.#hasColour, columns: process.stdout.columns ?? 80 };
  }

  /** Shows lines above the one being typed, which stays as it is, cursor included. */
  print(lines: string): void {
    if (!this.#isOpen) return;
    const { rows } = this.#lines.getCursorPos();
    if (rows > 0) moveCursor(process.stdout, 0, -rows);
    cursorTo(process.stdout, 0);
    clearScreenDown(process.stdout);
    process.stdout.write(`${lines}\n`);
    this.#forgetRows();
    this.#lines.prompt(true);
  }

  /** Sets what stands in front of the line being typed. */
  prompt(text: string): void {
    if (!this.#isOpen || this.#lines.getPrompt() === text) return;
    this.#lines.setPrompt(text);
    this.#lines.prompt(true);
  }

  bell(): void {
    if (this.#isOpen) process.stdout.write("\x07");
  }

  /** Gives the terminal back. */
  close(lastWords: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    cursorTo(process.stdout, 0);
    clearScreenDown(process.stdout);
    this.#lines.close();
    if (lastWords !== "") process.stdout.write(`${lastWords}\n`);
  }

  /** What was typed is shown again as a message, so its own rows go. */
  #eraseTyped(line: string): void {
    const columns = process.stdout.columns ?? 80;
    const rows = Math.floor(stringWidth(`${this.#lines.getPrompt()}${line}`) / columns) + 1;
    moveCursor(process.stdout, 0, -rows);
    cursorTo(process.stdout, 0);
    clearScreenDown(process.stdout);
  }

  /** readline would go up by the rows of a line that has been erased. */
  #forgetRows(): void {
    (this.#lines as unknown as { prevRows: number }).prevRows = 0;
  }
}
