/**
 * The count of a table's rows, and the sum of the checksums of their names: by it the next start
 * finds out that rows are missing, which a damaged page of the table can't tell.
 */
export interface Tally {
  readonly count: number;
  /** Modulo 2 ** 32. */
  readonly sum: number;
}

export const NO_ROWS: Tally = { count: 0, sum: 0 };

export function withRow({ count, sum }: Tally, checksum: number): Tally {
  return { count: count + 1, sum: (sum + checksum) >>> 0 };
}

export function withoutRow({ count, sum }: Tally, checksum: number): Tally {
  return { count: count - 1, sum: (sum - checksum) >>> 0 };
}

export function isSameTally(a: Tally, b: Tally): boolean {
  return a.count === b.count && a.sum === b.sum;
}
