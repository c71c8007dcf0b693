import type { DatabaseSync } from "node:sqlite";
import { isDamage } from "../errors/damage_error.ts";
import { type SeqRange, SKIPPED_SEQS } from "../../exchange/epoch.ts";

/**
 * Returns the numbers that new epochs have skipped: at this start, and at earlier ones, which show
 * as wide gaps between chunks. The last number of a gap isn't skipped, since the welcome named it
 * as the newest.
 *
 * After a later start, the gap above a copy of a running store seems to end earlier, by at most the
 * numbers that the store had reserved. A damaged table shows fewer gaps.
 */
export function skippedSeqs(
  sqlite: DatabaseSync,
  { givenUntil, lastSeq }: GivenSeqs,
): SeqRange[] {
  const skipped: SeqRange[] = [];
  if (givenUntil < lastSeq) skipped.push({ first: givenUntil + 1, last: lastSeq - 1 });
  try {
    for (const gap of gapsBetweenChunks(sqlite, lastSeq)) skipped.push(gap);
  } catch (error) {
    // Reads meet the same damage and declare it.
    if (!isDamage(error)) throw error;
  }
  return skipped;
}

/** The newest numbers at this start. */
export interface GivenSeqs {
  /** The newest number that an earlier start may have given. */
  readonly givenUntil: number;
  /**
   * The number that this start names as the newest one: above `givenUntil` if a new epoch begins.
   */
  readonly lastSeq: number;
}

/**
 * Looks for chunks in steps as wide as a gap: a log of any size takes a few look-ups for each gap.
 */
function* gapsBetweenChunks(sqlite: DatabaseSync, lastSeq: number): Generator<SeqRange> {
  const newestUpTo = sqlite.prepare(
    "SELECT max(first_seq) AS seq FROM chunks WHERE first_seq <= ?",
  );
  const oldestAfter = sqlite.prepare(
    "SELECT min(first_seq) AS seq FROM chunks WHERE first_seq > ?",
  );
  // Chunks of several scopes overlap: the chunk that begins last needn't be the one that ends last.
  const endBefore = sqlite.prepare(
    `SELECT max((SELECT max(last_seq) FROM heads WHERE scope = scopes.id AND last_seq < ?)) AS seq
      FROM scopes`,
  );
  for (let at = 0; at < lastSeq;) {
    const newest = seqOf(newestUpTo.get(at + SKIPPED_SEQS)) ?? 0;
    if (newest > at) {
      at = newest;
      continue;
    }
    const next = seqOf(oldestAfter.get(at)) ?? lastSeq + 1;
    const end = seqOf(endBefore.get(next)) ?? 0;
    if (next - end > SKIPPED_SEQS) yield { first: end + 1, last: end + SKIPPED_SEQS - 1 };
    at = next;
  }
}

function seqOf(row: Record<string, unknown> | undefined): number | undefined {
  return typeof row?.seq === "number" ? row.seq : undefined;
}
