/** Most bytes of signals that a node sends to the others in one second. */
export const SIGNALS_MAX_BYTES_PER_SECOND = 1024 * 1024;

const SECOND_MS = 1_000;

/** Bounds the bytes of the signals that a node sends. Time is a parameter. */
export class SignalBudget {
  #secondMs = -Infinity;
  #usedBytes = 0;

  /** Returns false for bytes that are above the limit of the present second: they aren't sent. */
  spend(bytes: number, nowMs: number): boolean {
    if (nowMs - this.#secondMs >= SECOND_MS) {
      this.#secondMs = nowMs;
      this.#usedBytes = 0;
    }
    if (this.#usedBytes + bytes > SIGNALS_MAX_BYTES_PER_SECOND) return false;
    this.#usedBytes += bytes;
    return true;
  }
}
