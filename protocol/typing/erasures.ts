const BACKSPACE = "\b";
const DELETE = "\x7f";

/**
 * Applies the corrections in a line that was typed key by key: a backspace removes the character before
 * it, and so does DEL, which many terminals send for the same key.
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
