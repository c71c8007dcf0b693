/** A step forward of the wall clock counts only after this time. */
const PROBATION_MS = 24 * 3600 * 1000;

/**
 * The wall clock for retention: it makes no message old by mistake. Messages carry wall time, since
 * no other clock goes on over a restart. A clock that is set forward by mistake would make all
 * messages too old at once. So a step back counts at once, and a step forward only after it has
 * lasted for one to two days: until then, messages are kept that much longer. A suspended machine
 * looks like a step forward.
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
  /** The smallest offset of wall time from monotonic time in the last period, and in this one. */
  #earlierOffsetMs = Infinity;
  #offsetMs: number;
  #periodStartMs: number;

  /**
   * @param monotonicMs Returns milliseconds from any beginning; they never jump.
   * @param wallMs Returns milliseconds since the epoch.
   */
  constructor(readonly monotonicMs: () => number, readonly wallMs: () => number) {
    this.#periodStartMs = monotonicMs();
    this.#offsetMs = wallMs() - this.#periodStartMs;
  }

  /** Returns milliseconds since the epoch, never more than the wall clock. */
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
