// deno-lint-ignore-file no-control-regex -- the pattern looks for these characters

/** Colours as two numbers or as hexadecimal ones, bold, italics and so on (modern.ircdocs.horse/formatting). */
const FORMATTING =
  /\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[0-9a-f]{6}(?:,[0-9a-f]{6})?)?|(?!\t)\p{Cc}/giu;

/** Most texts hold none of them, which this finds out in a tenth of the time. */
const CONTROL = /(?!\t)\p{Cc}/u;

/**
 * Returns a text without the colours and styles of IRC clients, which show as garbage elsewhere, and
 * without other control characters. A tab stays.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { stripFormatting } from "./formatting.ts";
 *
 * assertEquals(stripFormatting("\x0304,01red\x03 and \x02bold\x02"), "red and bold");
 * ```
 */
export function stripFormatting(text: string): string {
  return CONTROL.test(text) ? text.replace(FORMATTING, "") : text;
}
