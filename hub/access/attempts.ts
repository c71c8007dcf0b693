/** A key that hasn't failed for this time starts anew, in milliseconds. */
const FORGET_MS = 600_000;

/**
 * Slows down guesses. After the free failures the next attempt has to wait 1 s, then 2 s, 4 s, up to
 * the longest wait. Each key counts by itself. Time is a parameter.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Attempts } from "./attempts.ts";
 *
 * const attempts = new Attempts({ maxKeys: 100, freeFailures: 3, delayMaxMs: 300_000 });
 * for (let i = 0; i < 4; i++) attempts.countFailure("10.0.0.1", 0);
 * assertEquals(attempts.waitMs("10.0.0.1", 400), 600);
 * ```
 */
export class Attempts {
  readonly #failures = new Map<string, Failures>();

  constructor(readonly options: AttemptsOptions) {}

  /**
   * Returns the milliseconds until this key may try again.
   *
   * @param options Limits for this key in place of the usual ones.
   */
  waitMs(
    key: string,
    nowMs: number,
    { freeFailures, delayMaxMs }: Omit<AttemptsOptions, "maxKeys"> = this.options,
  ): number {
    const failures = this.#failures.get(key);
    if (failures === undefined) return 0;
    const over = failures.count - freeFailures;
    const delayMs = over <= 0 ? 0 : Math.min(delayMaxMs, 1000 * 2 ** (over - 1));
    return Math.max(0, failures.lastMs + delayMs - nowMs);
  }

  /** Counts a failure of a key. */
  countFailure(key: string, nowMs: number): void {
    const known = this.#failures.get(key);
    const isKnown = known !== undefined && nowMs - known.lastMs <= FORGET_MS;
    this.#failures.delete(key);
    this.#failures.set(key, { count: isKnown ? known.count + 1 : 1, lastMs: nowMs });
    if (this.#failures.size <= this.options.maxKeys) return;
    for (const oldest of this.#failures.keys()) {
      this.#failures.delete(oldest);
      return;
    }
  }

  /** Takes one failure back, which was counted before the result was known. */
  uncountFailure(key: string): void {
    const failures = this.#failures.get(key);
    if (failures === undefined) return;
    if (--failures.count === 0) this.#failures.delete(key);
  }

  /** Forgets the failures of a key. */
  forget(key: string): void {
    this.#failures.delete(key);
  }
}

/** The limits of attempts. */
export interface AttemptsOptions {
  /** Most keys remembered: beyond it the key that failed longest ago is evicted. */
  readonly maxKeys: number;
  /** Failures without a wait, since anybody mistypes. */
  readonly freeFailures: number;
  /** Longest wait between two failures, in milliseconds. */
  readonly delayMaxMs: number;
}

interface Failures {
  count: number;
  lastMs: number;
}
