const BACKSPACE = "\b";
const DELETE = "\x7f";

/**
 * Carries out the corrections in a line that was sent key by key: a backspace, or the DEL that many
 * terminals send for the same key, takes back the character before.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { withoutErased } from "./erasures.ts";
 *
 * assertEquals(withoutErased("helo\b\x7fllo"), "hello");
 * ```
 */
export function withoutErased(text: string): string {
  if (!text.includes(BACKSPACE) && !text.includes(DELETE)) return text;
  const kept: string[] = [];
  for (const char of text) {
    if (char === BACKSPACE || char === DELETE) kept.pop();
    else kept.push(char);
  }
  return kept.join("");
}
