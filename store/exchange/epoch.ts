/**
 * Numbers left out where a new epoch begins: so many are hardly given since any backup. So even a
 * client that looks at numbers alone, and knows larger ones than the log that was put back, hears
 * what comes, and no number is given twice.
 */
export const SKIPPED_SEQS = 2 ** 30;

/** A name for a log that no other has. */
export function newEpoch(): string {
  return crypto.randomUUID();
}

/** Tells an operator that a new epoch begins, and why. */
export function putBackSentence(path: string): string {
  return `${path} was put back from a copy, so a new epoch begins: numbers go on higher up, and clients are told that they may have missed something and read again what is kept.`;
}

/** Numbers that a log left out: `first <= seq <= last`. */
export interface SeqRange {
  readonly first: number;
  readonly last: number;
}
