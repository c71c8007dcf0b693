/** Sequences of arrow and function keys: the Linux console's own, CSI (ECMA-48) and SS3. */
const KEYS =
  // deno-lint-ignore no-control-regex -- the pattern looks for these characters
  /\x1b\[\[[A-E]|(?:\x1b\[|\x9b)[0-?]*[ -.]*[@-~]|\x1bO[A-Za-z]/g;

/** Control characters, without the return that divides pasted lines, and the tab, which is text. */
const CONTROLS = /(?![\t\r])\p{Cc}/gu;

/**
 * Removes the sequences of keys from a line. `nc` has no editor and sends each arrow key as a sequence;
 * a command after it must still be a command, not a message.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { withoutKeys } from "./keys.ts";
 *
 * assertEquals(withoutKeys("\x1b[A/register secret"), "/register secret");
 * ```
 */
export function withoutKeys(text: string): string {
  return text.replace(KEYS, "");
}

/** Removes control characters: nobody types them as text, and the receivers' terminals would obey them. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, "");
}
