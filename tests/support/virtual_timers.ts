/**
 * `setTimeout` and `clearTimeout` of this process by a clock that only a test moves. For tests whose
 * code under test has no sockets.
 */
export class VirtualTimers implements Disposable {
  #nowMs = 0;
  #nextId = 1;
  readonly #timers = new Map<number, { readonly dueMs: number; readonly run: () => void }>();
  readonly #setTimeout = globalThis.setTimeout;
  readonly #clearTimeout = globalThis.clearTimeout;

  constructor() {
    const set = (run: () => void, ms = 0) => {
      this.#timers.set(this.#nextId, { dueMs: this.#nowMs + ms, run });
      return this.#nextId++;
    };
    globalThis.setTimeout = set as unknown as typeof setTimeout;
    globalThis.clearTimeout =
      ((id?: number) => void this.#timers.delete(id ?? 0)) as typeof clearTimeout;
  }

  /** Lets time pass; runs what is due meanwhile, in order. */
  pass(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, { dueMs }]) => dueMs <= untilMs)
        .sort(([, one], [, other]) => one.dueMs - other.dueMs)[0];
      if (due === undefined) break;
      const [id, { dueMs, run }] = due;
      this.#timers.delete(id);
      this.#nowMs = dueMs;
      run();
    }
    this.#nowMs = untilMs;
  }

  [Symbol.dispose](): void {
    globalThis.setTimeout = this.#setTimeout;
    globalThis.clearTimeout = this.#clearTimeout;
  }
}
