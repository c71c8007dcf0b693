/** Rings at the time that it was set to. */
export class Alarm {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #atMs = Infinity;

  constructor(readonly ring: () => void) {}

  /**
   * @param atMs The latest time to ring at, in milliseconds of `performance.now()`, a clock that
   * nobody can set; Infinity: none. The alarm may ring earlier, at a time that was set before.
   */
  set(atMs: number): void {
    // Ringing too early does no harm, and most changes move the time back.
    if (atMs >= this.#atMs) return;
    clearTimeout(this.#timer);
    this.#atMs = atMs;
    this.#timer = setTimeout(() => {
      this.#atMs = Infinity;
      this.ring();
    }, Math.max(0, Math.ceil(atMs - performance.now())));
  }

  /** Stops: the alarm can't be set any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#atMs = -Infinity;
  }
}
