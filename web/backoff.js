const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the next attempt: twice as long each time, up to 30 s, and spread over
 * the upper half, so that a thousand pages don't all come back in the same second.
 *
 * @param {number} attempt 0 for the first.
 * @param {() => number} random From 0 to 1.
 * @returns {number} Milliseconds.
 */
export function retryDelayMs(attempt, random) {
  const fullMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return fullMs / 2 + random() * fullMs / 2;
}
