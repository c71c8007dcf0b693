import type { Sample } from "./exposition.ts";

/**
 * Counts measured values in buckets, as Prometheus' histograms do: each bucket holds all values up
 * to its bound, and the last bucket, without bound, holds all values.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Histogram } from "./histogram.ts";
 *
 * const histogram = new Histogram([0.1, 1]);
 * histogram.observe(0.5);
 * assertEquals(histogram.samples().map(({ value }) => value), [0, 1, 1, 0.5, 1]);
 * ```
 */
export class Histogram {
  readonly #counts: number[];
  #count = 0;
  #sum = 0;

  /** @param bounds The largest value of each bucket, ascending. */
  constructor(readonly bounds: readonly number[]) {
    this.#counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.#count++;
    this.#sum += value;
    for (const [i, bound] of this.bounds.entries()) if (value <= bound) this.#counts[i]++;
  }

  /** The buckets, the sum of all values, and their number. */
  samples(): Sample[] {
    const bucket = (le: string, value: number) => ({ suffix: "_bucket", labels: { le }, value });
    return [
      ...this.bounds.map((bound, i) => bucket(String(bound), this.#counts[i])),
      bucket("+Inf", this.#count),
      { suffix: "_sum", value: this.#sum },
      { suffix: "_count", value: this.#count },
    ];
  }
}
