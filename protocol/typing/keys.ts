/** Arrow and function keys as terminals send them: of the Linux console, ECMA-48's CSI, and SS3. */
const KEYS =
  // deno-lint-ignore no-control-regex -- these characters are what it looks for
  /\x1b\[\[[A-E]|(?:\x1b\[|\x9b)[0-?]*[ -.]*[@-~]|\x1bO[A-Za-z]/g;

/** A return may divide lines that were pasted, and a tab is text. */
const CONTROLS = /(?![\t\r])\p{Cc}/gu;

/**
 * Takes the sequences of keys out of a line that was typed without an editor, as `nc` sends it after
 * an arrow key: a command behind them must not be said.
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

/** Takes out control characters: nobody types those as text, and others' terminals would obey them. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, "");
}
