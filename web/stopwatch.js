/** @typedef {{steadyMs: () => number, wallMs: () => number}} Clocks */

/** @type {Clocks} */
const CLOCKS = { steadyMs: () => performance.now(), wallMs: Date.now };

/**
 * Tells how long ago it was made, by whichever clock says more. The wall clock can be set back; the
 * browser's own stands still, in some, while the machine sleeps. Too long an answer costs a needless
 * reconnect, too short a one a dead line or a message said twice.
 */
export class Stopwatch {
  #clocks;
  #startMs;
  #wallStartMs;

  /** @param {Clocks} [clocks] */
  constructor(clocks = CLOCKS) {
    this.#clocks = clocks;
    this.#startMs = clocks.steadyMs();
    this.#wallStartMs = clocks.wallMs();
  }

  get elapsedMs() {
    const { steadyMs, wallMs } = this.#clocks;
    return Math.max(steadyMs() - this.#startMs, wallMs() - this.#wallStartMs);
  }
}
