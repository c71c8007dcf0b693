/** A machine that wakes up fires no event, so the page reads the clock this often. */
const WATCH_EVERY_MS = 5_000;

/** Rings at a time, or earlier, which does no harm. */
export class Alarm {
  #clock;
  #onRing;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #ringsAtMs = Infinity;

  /**
   * @param {{nowMs: () => number}} clock
   * @param {() => void} onRing
   */
  constructor(clock, onRing) {
    this.#clock = clock;
    this.#onRing = onRing;
  }

  /** @param {number} dueMs The latest time to ring at. */
  ringAt(dueMs) {
    const nowMs = this.#clock.nowMs();
    const atMs = Math.min(dueMs, nowMs + WATCH_EVERY_MS);
    if (atMs >= this.#ringsAtMs) return;
    clearTimeout(this.#timer);
    this.#ringsAtMs = atMs;
    this.#timer = setTimeout(() => {
      this.#ringsAtMs = Infinity;
      this.#onRing();
    }, Math.max(0, Math.ceil(atMs - nowMs)));
  }

  stop() {
    clearTimeout(this.#timer);
    this.#ringsAtMs = Infinity;
  }
}
