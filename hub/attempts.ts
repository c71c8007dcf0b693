/** Failures that cost nothing: anybody mistypes. */
const FREE_FAILURES = 3;
const DELAY_MAX_MS = 300_000;

/**
 * Slows down who guesses: after three failures the next attempt has to wait 1 s, then 2 s, 4 s, up
 * to 5 min, counted for each key (an address, a name) on its own. Time is a parameter.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Attempts } from "./attempts.ts";
 *
 * const attempts = new Attempts(100);
 * for (let i = 0; i < 4; i++) attempts.failed("10.0.0.1", 0);
 * assertEquals(attempts.waitMs("10.0.0.1", 400), 600);
 * ```
 */
export class Attempts {
  readonly #failures = new Map<string, { count: number; untilMs: number }>();

  /** @param maxKeys Beyond it the oldest is forgotten. */
  constructor(readonly maxKeys: number) {}

  /** Milliseconds until this key may try again. */
  waitMs(key: string, nowMs: number): number {
    return Math.max(0, (this.#failures.get(key)?.untilMs ?? 0) - nowMs);
  }

  failed(key: string, nowMs: number): void {
    const known = this.#failures.get(key);
    // Whoever has been quiet for long starts anew.
    const isFresh = known === undefined || nowMs - known.untilMs > 2 * DELAY_MAX_MS;
    const count = isFresh ? 1 : known.count + 1;
    const over = count - FREE_FAILURES;
    const delayMs = over <= 0 ? 0 : Math.min(DELAY_MAX_MS, 1000 * 2 ** (over - 1));
    this.#failures.delete(key);
    this.#failures.set(key, { count, untilMs: nowMs + delayMs });
    if (this.#failures.size <= this.maxKeys) return;
    for (const oldest of this.#failures.keys()) {
      this.#failures.delete(oldest);
      return;
    }
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }
}
