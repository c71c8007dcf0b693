/** An advance of the wall clock has to stand this long before it makes anything old. */
const PROBATION_MS = 24 * 3600 * 1000;

/**
 * The wall clock, as far as it may be trusted with deleting. Kept messages carry wall time, for only
 * that goes on over a restart; but a clock that is set forward by mistake would make all of them too
 * old in one moment. So a step back counts at once, and an advance, which may also be the time of a
 * suspended machine, only after it has stood for one to two days: until then everything is kept that
 * much longer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { CautiousClock } from "./cautious_clock.ts";
 *
 * let wallMs = 5_000;
 * const clock = new CautiousClock(() => 0, () => wallMs);
 * wallMs += 3_600_000;
 * assertEquals(clock.nowMs(), 5_000);
 * wallMs = 4_000;
 * assertEquals(clock.nowMs(), 4_000);
 * ```
 */
export class CautiousClock {
  /** The smallest offset of wall from monotonic time in the period before, and in the present one. */
  #earlierOffsetMs = Infinity;
  #offsetMs: number;
  #periodStartMs: number;

  /**
   * @param monotonicMs Milliseconds from any beginning; they never jump.
   * @param wallMs Milliseconds since the epoch.
   */
  constructor(readonly monotonicMs: () => number, readonly wallMs: () => number) {
    this.#periodStartMs = monotonicMs();
    this.#offsetMs = wallMs() - this.#periodStartMs;
  }

  /** Milliseconds since the epoch; never ahead of the wall clock. */
  nowMs(): number {
    const monotonicMs = this.monotonicMs();
    const offsetMs = this.wallMs() - monotonicMs;
    if (monotonicMs - this.#periodStartMs >= PROBATION_MS) {
      this.#periodStartMs = monotonicMs;
      this.#earlierOffsetMs = this.#offsetMs;
      this.#offsetMs = offsetMs;
    }
    this.#offsetMs = Math.min(this.#offsetMs, offsetMs);
    return monotonicMs + Math.min(this.#earlierOffsetMs, this.#offsetMs);
  }
}
