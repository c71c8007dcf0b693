import { shownName, stripControls } from "../protocol/mod.ts";
import type { Message } from "../client/mod.ts";

// Characters that JSON doesn't escape and that act on a terminal: DEL, C1, separators, bidi controls.
const unsafe = /[\x7f-\x9f\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * Returns one line of JSON that does no harm on a terminal. Control characters are escaped, so the
 * value stays the same.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { safeJson } from "./safe_text.ts";
 *
 * assertEquals(safeJson({ msg: "\x9b31m" }), '{"msg":"\\u009b31m"}');
 * ```
 */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    unsafe,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Returns a message as lines of text. Each names the author, so that none passes for another's. */
export function safeLines({ name, msg, to }: Message): string[] {
  const where = to === "#lobby" ? "" : to.startsWith("#") ? ` (${to})` : " (to you)";
  const author = stripControls(shownName(name) + where);
  return textLines(msg).map((line) => `${author}: ${line}`);
}

/** Returns the lines of a text, without characters that act on a terminal. */
export function textLines(text: string): string[] {
  return text.split(/\r\n|[\r\n\v\f\x85\u2028\u2029]/).map(stripControls);
}
