import { isObjectText } from "../text/json_text.ts";
import { isUnfinishedJson } from "../diagnosis/json.ts";
import type { InputBuffer } from "../dialects/input_buffer.ts";
import { isCutUtf8 } from "./cut_utf8.ts";

/**
 * The wait for a line end. `short`: the text counts as a line after a moment. `long`: more bytes are
 * likely, so the text counts as a line only after some seconds. `endless`: the line end will come.
 */
export type LineWait = "short" | "long" | "endless";

/** Terminals, pipes and buffered output cut longer texts into blocks of this size. */
const BLOCK_BYTES = 4096;

/** After this number of single characters with nothing after them, the sender counts as a program. */
const LONE_CHARACTERS_MAX = 2;

const LF = 0x0a;
const CR = 0x0d;
const NUL = 0x00;

/**
 * Decides for one connection how long the server waits for a line end.
 *
 * A tutorial's client sends its whole text at once, without a line end, and waits for the answer.
 * Telnet on Windows sends each key by itself, and the line end as the last one. The first piece of the
 * first line tells them apart: a whole text, or a single character.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { InputBuffer } from "../dialects/input_buffer.ts";
 * import { LineEnds } from "./line_ends.ts";
 *
 * const input = new InputBuffer();
 * input.reserve().set(new TextEncoder().encode("h"));
 * input.commit(1);
 * assertEquals(new LineEnds().waitFor(input, 1), "long");
 * ```
 */
export class LineEnds {
  /** True if the current text began with a single character. */
  #isTyped = false;
  /** True once a whole text came without a line end: this sender never sends line ends. */
  #isProgram = false;
  #loneCharacters = 0;

  /**
   * @param input The bytes that are read and not yet decoded, at least one.
   * @param newBytes The number of bytes that the newest read has appended.
   */
  waitFor(input: InputBuffer, newBytes: number): LineWait {
    const { bytes, start, end, size } = input;
    if (input.isTelnet) return endsWithReturn(input) ? "short" : "endless";
    // Some terminals end a line with a return alone. And a line of a single letter is whole, although
    // it is as short as a frame's header that is cut.
    if (endsWithReturn(input) || bytes[end - 1] === LF) return "short";
    if (input.endsLines) return "endless";
    if (size <= newBytes) this.#isTyped = isOneCharacter(bytes[start], size);
    const isCut = size % BLOCK_BYTES === 0 || isCutUtf8(bytes, start, end);
    return isCut || this.#isTyped && !this.#isProgram ? "long" : "short";
  }

  /** Records that the text of `input` counts as a line although no line end came. */
  acceptUnended({ bytes, start, size }: InputBuffer): void {
    const isLone = this.#isTyped && isOneCharacter(bytes[start], size);
    if (isLone) this.#loneCharacters++;
    const isKeys = this.#isTyped && this.#loneCharacters < LONE_CHARACTERS_MAX;
    if (!isKeys) this.#isProgram = true;
  }
}

/** True for a text that ends with a return. Telnet sends a NUL after it (RFC 854). */
function endsWithReturn({ bytes, start, end }: InputBuffer): boolean {
  const last = end > start && bytes[end - 1] === NUL ? end - 2 : end - 1;
  return last >= start && bytes[last] === CR;
}

/** True for at most one character, in UTF-8 or in an older encoding of up to two bytes. */
function isOneCharacter(first: number, count: number): boolean {
  if (first < 0x80) return count === 1;
  return count <= (first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4);
}

/**
 * True if more of a line of JSON is expected: its object is cut, or it is wrong and its line end hasn't
 * come yet. A whole object needs no line end.
 */
export function isJsonUnderWay({ bytes, start, end }: InputBuffer, wait: LineWait): boolean {
  const text = new TextDecoder().decode(bytes.subarray(start, end));
  return wait === "short" ? isUnfinishedJson(text) : !isObjectText(text);
}
