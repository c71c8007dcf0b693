import type { Answer } from "./answer.ts";

/** The most bytes of a text that a client sends in several lines: as JSON it fits into a message. */
export const MULTILINE_MAX_BYTES = 30_000;
/** The most lines of such a text. */
export const MULTILINE_MAX_LINES = 100;
/** The type of the batches that hold one message in several lines, which is its capability's name, too. */
export const MULTILINE = "draft/multiline";
/** The tag of a line that goes on with the line before it. */
export const MULTILINE_CONCAT = "draft/multiline-concat";

const encoder = new TextEncoder();

/** Something wrong with a line, by the word that clients know for it. */
export interface MultilineFailure {
  readonly code: string;
  readonly params: readonly string[];
  readonly sentence: string;
}

/** A message that a client sends in several lines (the draft of multiline). */
export class Multiline {
  /** The command of its lines; undefined before the first. */
  command: "PRIVMSG" | "NOTICE" | undefined;
  /** True once a line was refused: nothing of the message is said. */
  isRefused = false;
  /** The text so far. */
  text = "";
  /** The places in the text at which a line goes on in another one. */
  readonly joins: number[] = [];
  #lines = 0;
  #bytes = 0;

  /**
   * @param answer The answer to the line that opened the batch, which has the label.
   * @param tags The tags of that line.
   */
  constructor(
    readonly ref: string,
    readonly target: string,
    readonly answer: Answer,
    readonly tags: ReadonlyMap<string, string>,
  ) {}

  /** Adds a line. Returns what is wrong with it. */
  add(
    command: "PRIVMSG" | "NOTICE",
    target: string,
    text: string,
    { isConcat }: { readonly isConcat: boolean },
  ): MultilineFailure | undefined {
    if (target !== this.target) {
      return {
        code: "MULTILINE_INVALID_TARGET",
        params: [this.target, target],
        sentence: "All lines of a message have one receiver",
      };
    }
    const isFirst = this.#lines++ === 0;
    if (command !== (this.command ??= command) || isConcat && (text === "" || isFirst)) {
      return {
        code: "MULTILINE_INVALID",
        params: [],
        sentence: "A line that goes on has a text and a line before it, and all have one command",
      };
    }
    if (isConcat) this.joins.push(this.text.length);
    else if (!isFirst) this.text += "\n";
    this.text += text;
    this.#bytes += encoder.encode(text).length + (isConcat ? 0 : 1);
    if (this.#bytes > MULTILINE_MAX_BYTES) {
      const sentence = `A message has at most ${MULTILINE_MAX_BYTES} bytes`;
      return { code: "MULTILINE_MAX_BYTES", params: [String(MULTILINE_MAX_BYTES)], sentence };
    }
    if (this.#lines > MULTILINE_MAX_LINES) {
      const sentence = `A message has at most ${MULTILINE_MAX_LINES} lines`;
      return { code: "MULTILINE_MAX_LINES", params: [String(MULTILINE_MAX_LINES)], sentence };
    }
    return undefined;
  }
}
