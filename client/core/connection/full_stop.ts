/**
 * Returns a sentence with a full stop. The system's messages have none, and another sentence may
 * follow.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { withFullStop } from "./full_stop.ts";
 *
 * assertEquals(withFullStop("It broke: reset by peer"), "It broke: reset by peer.");
 * assertEquals(withFullStop("Is it running?"), "Is it running?");
 * ```
 */
export function withFullStop(sentence: string): string {
  const text = sentence.trimEnd();
  return /[.!?…。！？][)"'”]?$/u.test(text) ? text : `${text}.`;
}
