import { strftime } from "../../hub/mod.ts";

const LOWER_A = 0x61;
const LOWER_Z = 0x7a;
/** The difference between a small ASCII letter and its capital. */
const CASE_DISTANCE = 0x20;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Turns small ASCII letters into capitals, in place, as Python's `bytes.upper()` does in the tutorials'
 * servers. All other bytes stay, so an answer is as long as its question, and a character of UTF-8
 * that two reads share stays whole.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { upperCase } from "./answer.ts";
 *
 * const bytes = new TextEncoder().encode("abc 你好 z");
 * upperCase(bytes);
 * assertEquals(new TextDecoder().decode(bytes), "ABC 你好 Z");
 * ```
 */
export function upperCase(bytes: Uint8Array): Uint8Array {
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] >= LOWER_A && bytes[at] <= LOWER_Z) bytes[at] -= CASE_DISTANCE;
  }
  return bytes;
}

/**
 * Returns the time in the format that a datagram holds.
 *
 * @param format UTF-8; empty: `%Y-%m-%d %X`.
 * @param timeMs Wall time in milliseconds since the epoch.
 */
export function formattedTime(format: Uint8Array, timeMs: number): Uint8Array {
  return encoder.encode(strftime(decoder.decode(format), timeMs));
}
