/**
 * Numbers that are skipped where a new epoch begins. Since a backup was taken, fewer messages were
 * said than that. So no number is given twice, and a client that knows larger numbers than the log
 * that was put back still hears new messages, even if it compares only numbers.
 */
export const SKIPPED_SEQS = 2 ** 30;

/** The epoch of a folder whose copy of another log isn't complete. No log has this name. */
export const INCOMPLETE_COPY = "incomplete copy";

/** Stands before the epoch of a log of several nodes, in the folder of a node. */
const COPY_MARK = "copy of ";

/** Returns the epoch of a folder that holds a copy of a log. */
export function epochOfCopy(logEpoch: string): string {
  return `${COPY_MARK}${logEpoch}`;
}

/** True for the epoch of a folder that holds a copy, complete or not. */
export function isEpochOfCopy(epoch: string): boolean {
  return epoch === INCOMPLETE_COPY || epoch.startsWith(COPY_MARK);
}

/** Returns the epoch of the log that a folder holds, itself or as a copy. */
export function logEpochOf(epoch: string): string {
  return epoch.startsWith(COPY_MARK) ? epoch.slice(COPY_MARK.length) : epoch;
}

/** Returns a new name for a log. No other log has it. */
export function newEpoch(): string {
  return crypto.randomUUID();
}

/** Returns the sentence that tells the operator why a new epoch begins. */
export function putBackSentence(path: string): string {
  return `${path} was put back from a copy, so a new epoch begins: numbers go on higher up, and clients are told that they may have missed something and read again what is kept.`;
}

/** Numbers that a log skipped: `first <= seq <= last`. */
export interface SeqRange {
  readonly first: number;
  readonly last: number;
}
