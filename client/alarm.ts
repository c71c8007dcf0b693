/** Rings when the time that it was last set to has come. */
export class Alarm {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #atMs = Infinity;

  constructor(readonly ring: () => void) {}

  /**
   * @param atMs The latest time to ring at, in milliseconds of `performance.now()`, which nobody can
   * set; Infinity: none. It may ring earlier, at a time that it was set to before.
   */
  set(atMs: number): void {
    // To ring too early does no harm, and most changes move the time back.
    if (atMs >= this.#atMs) return;
    clearTimeout(this.#timer);
    this.#atMs = atMs;
    this.#timer = setTimeout(() => {
      this.#atMs = Infinity;
      this.ring();
    }, Math.max(0, Math.ceil(atMs - performance.now())));
  }

  /** For good: it can't be set any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#atMs = -Infinity;
  }
}
