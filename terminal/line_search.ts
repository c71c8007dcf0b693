import type { EditedLine } from "./edited_line.ts";
import type { Keys } from "./key_splitter.ts";

/** Receives the wishes of a person who searches. */
export interface LineSearchEvents {
  /** Returns the text in front of the words. */
  readonly prompt: () => string;
  /** The words have changed. The search begins with those of the line. */
  readonly onWords: (words: string) => void;
  /** Ctrl-R or the up key: the next older result; the down key: the next newer one. */
  readonly onStep: (direction: "older" | "newer") => void;
  /** Enter: the person chooses the result. */
  readonly onChosen: () => void;
  /** Escape or Ctrl-C: the person has seen enough. */
  readonly onLeft: () => void;
}

const ESCAPE = "\x1b";

/** The line while the person searches: it holds the words, and comes back at the end. */
export class LineSearch {
  readonly #events: LineSearchEvents;
  readonly #line: EditedLine;
  readonly #text: string;
  /** The prompt that comes back at the end. */
  #prompt: string;

  constructor(events: LineSearchEvents, line: EditedLine) {
    this.#events = events;
    this.#line = line;
    this.#text = line.text;
    this.#prompt = line.promptText;
    if (line.text.startsWith("/")) line.replace("");
    events.onWords(line.text);
    this.redraw();
  }

  /** Keeps the prompt for the end of the search. */
  keepPrompt(text: string): void {
    this.#prompt = text;
  }

  /** Shows the results that the prompt tells of. */
  redraw(): void {
    this.#line.prompt(this.#events.prompt());
  }

  /** Handles keys. At the end of the search, returns what is to be told then. */
  handle(keys: Keys): (() => void) | undefined {
    switch (keys.kind) {
      case "search":
      case "up":
        this.#events.onStep("older");
        return undefined;
      case "down":
        this.#events.onStep("newer");
        return undefined;
      case "keys":
        return this.#type(keys.text);
      case "paste":
        this.#line.insert(keys.text.split(/[\r\n]/)[0]);
        this.#events.onWords(this.#line.text);
        return undefined;
      case "interrupt":
      case "end":
        return this.#end(this.#events.onLeft);
      case "line-break":
      case "page-up":
      case "page-down":
      case "suspend":
        return undefined;
      default:
        return keys satisfies never;
    }
  }

  #type(text: string): (() => void) | undefined {
    if (text === ESCAPE) return this.#end(this.#events.onLeft);
    const [typed, ...others] = text.split(/[\r\n]/);
    const before = this.#line.text;
    if (typed !== "") this.#line.press(typed);
    if (this.#line.text !== before) this.#events.onWords(this.#line.text);
    return others.length > 0 ? this.#end(this.#events.onChosen) : undefined;
  }

  #end(tell: () => void): () => void {
    this.#line.replace(this.#text);
    this.#line.prompt(this.#prompt);
    return tell;
  }
}
