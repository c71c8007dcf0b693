import {
  clearScreenDown,
  createInterface,
  cursorTo,
  type Interface,
  moveCursor,
} from "node:readline";
import { Readable, Writable } from "node:stream";
import stringWidth from "string-width";
import type { OutputQueue } from "./output_queue.ts";
import { edited } from "./pasted_text.ts";

/** The effect of the Tab key on a line. */
export interface Completion {
  /** The end of the line before the cursor, which is replaced. */
  readonly part: string;
  /** The replacement: the only candidate, or the beginning that all candidates share. */
  readonly text: string;
  /** Listed after a second Tab if there are several. */
  readonly candidates: readonly string[];
}

/** Receives the lines that the person types. */
export interface LineEvents {
  /** Enter was pressed: a line, or several if the person put line breaks in. */
  readonly onLine: (text: string) => void;
  /** Completes the line before the cursor. */
  readonly complete?: (line: string) => Completion;
  /** True if a line holds a secret, so that the arrow keys must not bring it back. */
  readonly holdsSecret: (text: string) => boolean;
  /** An entered line stays on the terminal, or goes because the program prints it anew. */
  readonly enteredLines: "stay" | "go";
}

const HISTORY_MAX_LINES = 500;
const CANDIDATES_MAX = 50;
const COLUMNS_UNKNOWN = 80;

const NOTHING: Completion = { part: "", text: "", candidates: [] };

/** The parts of node:readline that its types leave out. */
interface ReadlineState {
  line: string;
  cursor: number;
  /** Rows from the first row of the prompt to the cursor's, as it was last drawn. */
  prevRows: number;
  history: string[];
}

/**
 * The line being typed, at the bottom of the terminal, and the lines that are printed above it.
 * It draws only while it is shown; otherwise lines are printed as they are.
 */
export class EditedLine {
  readonly #events: LineEvents;
  readonly #output: OutputQueue;
  readonly #input = new Readable({ read() {} });
  readonly #screen: Writable;
  readonly #lines: Interface & ReadlineState;
  #isShown = false;
  /** False while prompt and line aren't on the screen: right after Enter, or while others print. */
  #isDrawn = false;
  /** The line before the cursor, as the last Tab left it. */
  #tabbed: string | undefined;

  constructor(events: LineEvents, output: OutputQueue) {
    this.#events = events;
    this.#output = output;
    this.#screen = screenOf(output);
    this.#lines = createInterface({
      input: this.#input,
      output: this.#screen,
      terminal: true,
      historySize: HISTORY_MAX_LINES,
      removeHistoryDuplicates: true,
      ...(events.complete && { completer: (line: string) => this.#complete(line) }),
    }) as unknown as Interface & ReadlineState;
    this.#lines.on("line", (line) => {
      this.#isDrawn = false;
      if (events.enteredLines === "go") this.#eraseEntered(line);
      if (events.holdsSecret(edited(line))) this.#forget(line);
      events.onLine(edited(line));
      // The line may have been drawn already, below something that was printed.
      if (this.#isShown && !this.#isDrawn) this.#draw();
    });
    output.onResumed(() => this.redraw());
  }

  get text(): string {
    return this.#lines.line;
  }

  /** Handles keys in the form in which the terminal sends them. */
  press(keys: string): void {
    this.#input.emit("data", keys);
  }

  /** Inserts a text at the cursor. */
  insert(text: string): void {
    this.#lines.write(text);
  }

  clear(): void {
    this.#lines.write(null, { ctrl: true, name: "e" });
    this.#lines.write(null, { ctrl: true, name: "u" });
  }

  /** Replaces the whole line; the history doesn't change. */
  replace(line: string): void {
    this.#lines.line = line;
    this.#lines.cursor = line.length;
    this.redraw();
  }

  /** Adds a line to the history, unless a line there contains it. */
  remember(line: string): void {
    const { history } = this.#lines;
    if (this.#events.holdsSecret(edited(line))) return;
    if (history.some((one) => one.includes(line))) return;
    this.#lines.history = [line, ...history].slice(0, HISTORY_MAX_LINES);
  }

  get promptText(): string {
    return this.#lines.getPrompt();
  }

  /** Sets the text in front of the line. */
  prompt(text: string): void {
    if (this.promptText === text) return;
    if (this.#isShown) this.#erase();
    this.#lines.setPrompt(text);
    if (this.#isShown) this.#draw();
  }

  show(): void {
    this.#isShown = true;
    this.#draw();
  }

  hide(): void {
    if (this.#isShown) this.#erase();
    this.#isShown = false;
  }

  /** Prints lines above the one being typed, which stays as it is, cursor included. */
  print(lines: string): void {
    if (!this.#isShown) return this.#output.push(`${lines}\n`);
    this.#erase();
    this.#output.push(`${lines}\n`);
    this.#draw();
  }

  /** Draws the line again, after a change of the window's size or output of another program. */
  redraw(): void {
    if (!this.#isShown) return;
    this.#erase();
    this.#draw();
  }

  /** Empties the screen and draws the line at its top. */
  clearScreen(): void {
    if (!this.#isShown) return;
    this.#output.push("\x1b[2J\x1b[H");
    this.#draw();
  }

  close(): void {
    this.hide();
    this.#lines.close();
  }

  /** Completes the line as far as all candidates agree; a second Tab lists them. */
  #complete(line: string): [string[], string] {
    const { part, text, candidates } = this.#events.complete?.(line) ?? NOTHING;
    const isSecond = this.#tabbed === line;
    this.#tabbed = line.slice(0, line.length - part.length) + text;
    if (text !== part) return [[text], part];
    if (isSecond && candidates.length > 1) this.#list(candidates);
    return [[], line];
  }

  #list(candidates: readonly string[]): void {
    const rest = candidates.length - CANDIDATES_MAX;
    const more = rest > 0 ? `  … and ${rest} more` : "";
    this.print(`-- ${candidates.slice(0, CANDIDATES_MAX).join("  ")}${more}`);
  }

  #forget(line: string): void {
    this.#lines.history = this.#lines.history.filter((one) => one !== line);
  }

  /**
   * Erases the rows of prompt and line. Terminals wrap them anew when a window is narrowed, so the
   * rows are counted by the width that the window has now, not as they were drawn.
   */
  #erase(): void {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    const { rows } = this.#lines.getCursorPos();
    if (rows > 0) moveCursor(this.#screen, 0, -rows);
    cursorTo(this.#screen, 0);
    clearScreenDown(this.#screen);
  }

  #draw(): void {
    // readline would go up by the rows of a line that has been erased.
    this.#lines.prevRows = 0;
    this.#lines.prompt(true);
    this.#isDrawn = true;
  }

  #eraseEntered(line: string): void {
    const above = this.promptText.split("\n");
    const last = stringWidth(`${above.pop()}${line}`);
    const columns = columnsOf();
    const rowsAbove = above.map((row) => Math.ceil(stringWidth(row) / columns) || 1);
    const rows = rowsAbove.reduce((sum, one) => sum + one, Math.floor(last / columns) + 1);
    moveCursor(this.#screen, 0, -rows);
    cursorTo(this.#screen, 0);
    clearScreenDown(this.#screen);
  }
}

/** Columns of the terminal. */
export function columnsOf(): number {
  try {
    return Deno.consoleSize().columns || COLUMNS_UNKNOWN;
  } catch {
    return COLUMNS_UNKNOWN;
  }
}

/** The stream that node:readline draws on. */
function screenOf(output: OutputQueue): Writable {
  const screen = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, written) {
      output.push(text);
      written();
    },
  });
  return Object.defineProperty(screen, "columns", { get: columnsOf });
}
