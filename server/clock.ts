/** The two clocks that a {@linkcode Clock} reads. A test moves both by hand. */
export interface TimeSource {
  /** Milliseconds from any beginning; they never go back and never jump. */
  readonly monotonicMs: () => number;
  /** Milliseconds since the epoch, as the machine's wall clock says; that can be set. */
  readonly wallMs: () => number;
}

/** The time of this machine. */
export const MACHINE_TIME: TimeSource = {
  monotonicMs: () => performance.now(),
  wallMs: Date.now,
};

/** A smaller drift is left alone, so that rounding doesn't make times go to and fro. */
const DRIFT_MIN_MS = 10;

/**
 * The server's one clock. It starts at the wall clock's time and goes on by the monotonic clock, so
 * that setting the wall clock neither shortens nor prolongs a lease, heartbeat, rate or ban. Only
 * times that people see, or that outlive the process, are wall time: the hub gets the offset for
 * those, once a tick.
 *
 * While a machine is suspended, the monotonic clock of Linux and macOS stands still, and that of
 * Windows goes on. Where it stands still, a suspended second counts for no lease, heartbeat, rate or
 * ban: nobody is dropped on waking for a silence that nobody could break, and message times are
 * right again with the first tick.
 */
export class Clock {
  readonly #startMs: number;
  #wallOffsetMs = 0;

  constructor(readonly source: TimeSource = MACHINE_TIME) {
    this.#startMs = source.wallMs() - source.monotonicMs();
  }

  /** Whole milliseconds, since messages of the same millisecond share what the hub writes. */
  readonly now = (): number => Math.floor(this.#startMs + this.source.monotonicMs());

  /** Milliseconds since the epoch, as the machine's wall clock says now. */
  readonly wallMs = (): number => this.source.wallMs();

  /** Compares with the wall clock. Returns what to add to {@linkcode Clock.now} for wall time. */
  wallOffsetMs(): number {
    const offsetMs = Math.round(this.source.wallMs() - this.#startMs - this.source.monotonicMs());
    if (Math.abs(offsetMs - this.#wallOffsetMs) >= DRIFT_MIN_MS) this.#wallOffsetMs = offsetMs;
    return this.#wallOffsetMs;
  }
}
