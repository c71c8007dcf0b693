/** A key without a failure for so long starts anew, in milliseconds. */
const FORGET_MS = 600_000;

/**
 * Slows down whoever guesses: after the free failures the next attempt has to wait 1 s, then 2 s, 4 s,
 * up to the longest wait, counted for each key on its own. Time is a parameter.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Attempts } from "./attempts.ts";
 *
 * const attempts = new Attempts({ maxKeys: 100, freeFailures: 3, delayMaxMs: 300_000 });
 * for (let i = 0; i < 4; i++) attempts.failed("10.0.0.1", 0);
 * assertEquals(attempts.waitMs("10.0.0.1", 400), 600);
 * ```
 */
export class Attempts {
  readonly #failures = new Map<string, Failures>();

  constructor(readonly options: AttemptsOptions) {}

  /**
   * Milliseconds until this key may try again.
   *
   * @param options Gentler ones than its own, for a key that deserves them.
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

  failed(key: string, nowMs: number): void {
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

  /** Takes one failure back: it was counted before it was known to be none. */
  takeBack(key: string): void {
    const failures = this.#failures.get(key);
    if (failures === undefined) return;
    if (--failures.count === 0) this.#failures.delete(key);
  }

  /** Forgets the failures of a key. */
  succeeded(key: string): void {
    this.#failures.delete(key);
  }
}

/** Limits of the attempts of one key. */
export interface AttemptsOptions {
  /** Beyond it the key that failed longest ago is forgotten. */
  readonly maxKeys: number;
  /** Failures that cost nothing: anybody mistypes. */
  readonly freeFailures: number;
  /** Longest wait between two failures, in milliseconds. */
  readonly delayMaxMs: number;
}

interface Failures {
  count: number;
  lastMs: number;
}
