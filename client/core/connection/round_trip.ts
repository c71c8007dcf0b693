const INITIAL_MS = 500;
const MIN_MS = 100;
const MAX_MS = 4_000;

/**
 * The time-outs after which a datagram without an answer is sent again: RFC 6298, with shorter limits,
 * since a chat has few datagrams under way.
 */
export class RoundTrip {
  #smoothedMs: number | undefined;
  #deviationMs = 0;

  /** The time-out of the first attempt, in milliseconds. */
  get timeoutMs(): number {
    if (this.#smoothedMs === undefined) return INITIAL_MS;
    return Math.min(MAX_MS, Math.max(MIN_MS, this.#smoothedMs + 4 * this.#deviationMs));
  }

  /** Returns the time-out of an attempt, counted from 0: each is twice the one before. */
  afterAttemptMs(attempt: number): number {
    return Math.min(MAX_MS, this.timeoutMs * 2 ** Math.min(attempt, 10));
  }

  /** Adds a measurement of a datagram that was sent only once (Karn's rule). */
  measured(tookMs: number): void {
    if (this.#smoothedMs === undefined) {
      this.#smoothedMs = tookMs;
      this.#deviationMs = tookMs / 2;
      return;
    }
    this.#deviationMs += (Math.abs(this.#smoothedMs - tookMs) - this.#deviationMs) / 4;
    this.#smoothedMs += (tookMs - this.#smoothedMs) / 8;
  }
}
