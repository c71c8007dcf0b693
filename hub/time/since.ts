/** 9 September 2001 in seconds: no clock shows an earlier time. */
const EARLIEST_S = 1_000_000_000;
const TEN_YEARS_S = 10 * 366 * 86_400;
const UNITS = [["seconds", 1], ["milliseconds", 1e3], ["microseconds", 1e6]] as const;

/**
 * Recognises a `since` that is a Unix time and no message's number. A client that resumed from a time
 * would get nothing of what it missed.
 *
 * @param lastSeq The newest number: a `since` up to it is a number.
 * @param wallMs The present wall time, in milliseconds since the epoch.
 * @returns A sentence that says what to send instead, or undefined.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 * import { diagnoseSince } from "./since.ts";
 *
 * const sentence = diagnoseSince(1_795_644_000, 42, Date.UTC(2026, 10, 26));
 * assertMatch(sentence!, /seconds \(2026-11-25T22:00:00Z\).*send the largest "seq"/);
 * ```
 */
export function diagnoseSince(since: number, lastSeq: number, wallMs: number): string | undefined {
  if (since <= lastSeq || since < EARLIEST_S) return undefined;
  const unit = UNITS.find(([, perSecond]) =>
    Math.abs(since / perSecond - wallMs / 1000) < TEN_YEARS_S
  );
  if (unit === undefined) return undefined;
  const [name, perSecond] = unit;
  const time = new Date(since / perSecond * 1000).toISOString().replace(/\.\d+/, "");
  return `"since" is the number of a message, of which the newest is ${lastSeq}, but ${since} looks like a time in ${name} (${time}): send the largest "seq" that you have seen, or 0 for all that is kept.`;
}
