/** How long to wait between attempts. */
export interface BackoffOptions {
  /** The first delay's upper end, in milliseconds. */
  readonly firstMs: number;
  /** No delay is longer, in milliseconds. */
  readonly maxMs: number;
  /** From 0 (inclusive) to 1: where in its range each delay falls. */
  readonly random: () => number;
}

/**
 * Growing delays with jitter, so that a thousand clients of a hub that restarts don't come back in
 * the same instant. Each delay falls between half of its upper end and that.
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

  /** The next delay, in milliseconds. */
  nextMs(): number {
    const upperMs = this.#upperMs;
    this.#upperMs = Math.min(this.options.maxMs, 2 * upperMs);
    return Math.round(upperMs * (1 + this.options.random()) / 2);
  }

  /** An attempt succeeded: the next delay is the first again. */
  reset(): void {
    this.#upperMs = this.options.firstMs;
  }
}
