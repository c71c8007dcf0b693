/** @typedef {{steadyMs: () => number, wallMs: () => number}} Clocks */

/** @type {Clocks} */
const CLOCKS = { steadyMs: () => performance.now(), wallMs: Date.now };

/** A jump of the wall clock against the steady one by more than this counts, in milliseconds. */
const JUMP_MS = 1_000;

/**
 * A clock for durations that runs while the machine sleeps, and never back. The browser's own steady
 * clock stands still, in some, during sleep, and the wall clock can be set. This one follows the
 * steady clock, and the wall clock where that leaps ahead. Too long a duration costs a needless
 * reconnect, too short a one a dead line or a message said twice.
 */
export class SteadyClock {
  #clocks;
  #aheadMs;
  #sleptMs = 0;

  /** @param {Clocks} [clocks] */
  constructor(clocks = CLOCKS) {
    this.#clocks = clocks;
    this.#aheadMs = clocks.wallMs() - clocks.steadyMs();
  }

  /** @returns {number} Milliseconds since some moment. */
  nowMs() {
    const steadyMs = this.#clocks.steadyMs();
    const aheadMs = this.#clocks.wallMs() - steadyMs;
    const jumpMs = aheadMs - this.#aheadMs;
    if (Math.abs(jumpMs) > JUMP_MS) {
      this.#aheadMs = aheadMs;
      this.#sleptMs += Math.max(0, jumpMs);
    }
    return steadyMs + this.#sleptMs;
  }
}
