/**
 * Durations in buckets about 1.6 % wide, without an allocation per value.
 *
 * @module
 */

const SUB_BITS = 6;
const SUB_BUCKETS = 1 << SUB_BITS;
const MAX_US = 2 ** 30;

function bucketOf(microseconds: number): number {
  if (microseconds < SUB_BUCKETS) return microseconds;
  const shift = 31 - Math.clz32(microseconds) - SUB_BITS;
  return (shift + 1) * SUB_BUCKETS + (microseconds >>> shift) - SUB_BUCKETS;
}

/** The largest value that falls into a bucket: a percentile never flatters. */
function upperEdgeUs(bucket: number): number {
  if (bucket < SUB_BUCKETS) return bucket;
  const shift = Math.floor(bucket / SUB_BUCKETS) - 1;
  return ((bucket % SUB_BUCKETS) + SUB_BUCKETS + 1) * 2 ** shift - 1;
}

/** Counts durations. */
export class Histogram {
  readonly #counts = new Float64Array(bucketOf(MAX_US) + 1);
  #total = 0;

  record(milliseconds: number): void {
    const microseconds = Math.min(MAX_US, Math.max(0, milliseconds * 1000)) | 0;
    this.#counts[bucketOf(microseconds)]++;
    this.#total++;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }

  /** The percentiles of the report. */
  percentiles(): { readonly p50Ms: number; readonly p99Ms: number; readonly p999Ms: number } {
    return {
      p50Ms: this.percentileMs(0.5),
      p99Ms: this.percentileMs(0.99),
      p999Ms: this.percentileMs(0.999),
    };
  }

  /** The value, in milliseconds, that a share of all values (0 to 1) doesn't exceed. */
  percentileMs(share: number): number {
    const wanted = Math.max(1, Math.ceil(this.#total * share));
    let seen = 0;
    for (let bucket = 0; bucket < this.#counts.length; bucket++) {
      seen += this.#counts[bucket];
      if (seen >= wanted) return upperEdgeUs(bucket) / 1000;
    }
    return 0;
  }
}
