/**
 * A rate limit: a number of messages per second, and a burst above that. Time is a parameter.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { TokenBucket } from "./token_bucket.ts";
 *
 * const bucket = new TokenBucket({ perSecond: 2, burst: 1 }, 0);
 * assertEquals(bucket.spend(0), 0);
 * assertEquals(bucket.spend(0), 500);
 * ```
 */
export class TokenBucket {
  #tokens: number;
  #lastMs: number;

  constructor(
    readonly rate: { readonly perSecond: number; readonly burst: number },
    nowMs: number,
  ) {
    this.#tokens = rate.burst;
    this.#lastMs = nowMs;
  }

  /** Takes a token and returns 0, or returns the milliseconds until there is one. */
  spend(nowMs: number): number {
    const { perSecond, burst } = this.rate;
    const gained = Math.max(0, nowMs - this.#lastMs) * perSecond / 1000;
    this.#tokens = Math.min(burst, this.#tokens + gained);
    this.#lastMs = nowMs;
    if (this.#tokens < 1) return Math.ceil((1 - this.#tokens) * 1000 / perSecond);
    this.#tokens--;
    return 0;
  }
}
