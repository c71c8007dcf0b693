/** The limits of the delays between attempts. */
export interface BackoffOptions {
  /** The longest first delay, in milliseconds. */
  readonly firstMs: number;
  /** The longest delay of all, in milliseconds. */
  readonly maxMs: number;
  /** Returns a number from 0 (inclusive) to 1, which places each delay in its range. */
  readonly random: () => number;
}

/**
 * Growing delays with jitter, so that a thousand clients of a hub that restarts don't come back in
 * the same instant. Each delay lies between half of its upper end and that end.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Backoff } from "./backoff.ts";
 *
 * const backoff = new Backoff({ firstMs: 100, maxMs: 250, random: () => 0 });
 * assertEquals([backoff.nextMs(), backoff.nextMs(), backoff.nextMs()], [50, 100, 125]);
 * ```
 */
export class Backoff {
  readonly options: BackoffOptions;
  #upperMs: number;

  constructor(options: BackoffOptions) {
    this.options = options;
    this.#upperMs = options.firstMs;
  }

  /** Returns the next delay, in milliseconds. */
  nextMs(): number {
    const upperMs = this.#upperMs;
    this.#upperMs = Math.min(this.options.maxMs, 2 * upperMs);
    return Math.round(upperMs * (1 + this.options.random()) / 2);
  }

  /** Starts again with the first delay, after a success. */
  reset(): void {
    this.#upperMs = this.options.firstMs;
  }
}
