/**
 * A digest of a table: the number of its rows, and the sum of the checksums of their names. The
 * meta row holds it, so that the next start finds out that rows are missing, which a damaged page
 * of the table can't tell.
 */
export interface TableDigest {
  readonly count: number;
  /** The sum modulo 2 ** 32. */
  readonly sum: number;
}

export const EMPTY_DIGEST: TableDigest = { count: 0, sum: 0 };

export function addRow({ count, sum }: TableDigest, checksum: number): TableDigest {
  return { count: count + 1, sum: (sum + checksum) >>> 0 };
}

export function removeRow({ count, sum }: TableDigest, checksum: number): TableDigest {
  return { count: count - 1, sum: (sum - checksum) >>> 0 };
}

export function isSameDigest(a: TableDigest, b: TableDigest): boolean {
  return a.count === b.count && a.sum === b.sum;
}
