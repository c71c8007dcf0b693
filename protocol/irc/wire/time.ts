/**
 * Returns the time in a parameter `timestamp=…`, as messages have it.
 *
 * @returns Undefined for another text.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { timeIn } from "./time.ts";
 *
 * assertEquals(timeIn("timestamp=2026-11-21T05:00:00Z"), "2026-11-21T05:00:00.000Z");
 * assertEquals(timeIn("yesterday"), undefined);
 * ```
 */
export function timeIn(text: string): string | undefined {
  const time = /^timestamp=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)$/.exec(text)?.[1];
  const timeMs = time === undefined ? NaN : Date.parse(time);
  return Number.isNaN(timeMs) ? undefined : new Date(timeMs).toISOString();
}
