import { isObjectText } from "../diagnosis/diagnosis.ts";
import { isUnfinishedJson } from "../diagnosis/diagnosis_json.ts";
import type { InputBuffer } from "../dialects/input_buffer.ts";
import { isCutUtf8 } from "./cut_utf8.ts";

/**
 * The wait for the end of a text: `short`, the text counts as a line after a moment; `long`, more is
 * expected; `endless`, the line end will come.
 */
export type LineWait = "short" | "long" | "endless";

/** Terminals, pipes and buffered output cut what is longer into blocks of this size. */
const BLOCK_BYTES = 4096;

/** Lone characters that nothing followed, after which they come from a program and not from keys. */
const LONE_CHARACTERS_MAX = 2;

const LF = 0x0a;
const CR = 0x0d;
const NUL = 0x00;

/**
 * Decides for one connection how long an unended text is waited for.
 *
 * A tutorial's client sends its whole text at once, ends it by nothing, and waits for the answer.
 * Telnet on Windows sends each key by itself and an end of line at last. The first piece of the first
 * line tells them apart: a text, or one character alone.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { InputBuffer } from "../dialects/input_buffer.ts";
 * import { LineEnds } from "./line_ends.ts";
 *
 * const input = new InputBuffer();
 * input.space().set(new TextEncoder().encode("h"));
 * input.fed(1);
 * assertEquals(new LineEnds().waitFor(input, 1), "long");
 * ```
 */
export class LineEnds {
  /** The text under way began with one character alone. */
  #isTyped = false;
  /** A whole text came that nothing ended: its sender never ends any. */
  #isProgram = false;
  #loneCharacters = 0;

  /**
   * @param input The bytes that are read and not yet used. It isn't empty.
   * @param newBytes The number of bytes that the newest read has added.
   */
  waitFor(input: InputBuffer, newBytes: number): LineWait {
    const { bytes, start, end, size } = input;
    if (input.isTelnet) return endsWithReturn(input) ? "short" : "endless";
    // Nothing more came behind the return: some terminals send no other line end. And a line of one
    // letter is whole, but as short as a frame's header that is cut.
    if (endsWithReturn(input) || bytes[end - 1] === LF) return "short";
    if (input.endsLines) return "endless";
    if (size <= newBytes) this.#isTyped = isOneCharacter(bytes[start], size);
    const isCut = size % BLOCK_BYTES === 0 || isCutUtf8(bytes, start, end);
    return isCut || this.#isTyped && !this.#isProgram ? "long" : "short";
  }

  /** Notes that the text of `input` counts as a line although nothing has ended it. */
  take({ bytes, start, size }: InputBuffer): void {
    const isLone = this.#isTyped && isOneCharacter(bytes[start], size);
    if (isLone) this.#loneCharacters++;
    const isKeys = this.#isTyped && this.#loneCharacters < LONE_CHARACTERS_MAX;
    if (!isKeys) this.#isProgram = true;
  }
}

/** True where the text ends with a return, which telnet follows with NUL (RFC 854). */
function endsWithReturn({ bytes, start, end }: InputBuffer): boolean {
  const last = end > start && bytes[end - 1] === NUL ? end - 2 : end - 1;
  return last >= start && bytes[last] === CR;
}

/** True where the bytes are one character at most, in UTF-8 or an older encoding of two bytes. */
function isOneCharacter(first: number, count: number): boolean {
  if (first < 0x80) return count === 1;
  return count <= (first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4);
}

/**
 * True where more of a line of JSON is to come: its object is cut, or is wrong and its line end is
 * still to come. A whole object needs no line end.
 */
export function isJsonUnderWay({ bytes, start, end }: InputBuffer, wait: LineWait): boolean {
  const text = new TextDecoder().decode(bytes.subarray(start, end));
  return wait === "short" ? isUnfinishedJson(text) : !isObjectText(text);
}
