import type { Batch } from "../../batch/mod.ts";

/** One kept message, as it was delivered. */
export interface HistoryRecord {
  readonly seq: number;
  /** The JSON object's bytes. */
  readonly json: Uint8Array;
}

/** Which part of the log is wanted. */
export interface HistoryQuery {
  /** The scopes, each with the number after which it may be seen. */
  readonly scopes: readonly { readonly scope: string; readonly after: number }[];
  /** Only messages with a larger number. */
  readonly after: number;
  /** Most records in the answer. */
  readonly limit: number;
  /** Most bytes in the answer, but at least one record. */
  readonly limitBytes: number;
}

/** A part of the log, oldest first. */
export interface HistoryPage {
  readonly records: readonly HistoryRecord[];
  /** False where a message that the query asks for was forgotten. */
  readonly complete: boolean;
  /** True where the limit cut the page short. */
  readonly more: boolean;
}

/** An `id` of the recent past with the number its message got. */
export interface RecentId {
  /** The author's folded name. */
  readonly author: string;
  readonly id: string;
  readonly seq: number;
  /** The wall time, since ids outlive the process. */
  readonly timeMs: number;
}

/**
 * The log of everything said. An implementation MUST
 * 1. never give a number twice, not even over a crash;
 * 2. call `settled` in the order of the appends, and without a failure only when that append and
 *    all before it would survive a crash of the process;
 * 3. answer a read with everything that was appended before it, settled or not;
 * 4. bound what it keeps and what it queues, and say what it forgot.
 */
export interface History {
  /**
   * Names this log: another value means that numbers of before mean nothing here. It may change while
   * the server runs: see {@linkcode History.heed}.
   */
  readonly epoch: string;
  /** The newest number given, 0 at first. */
  readonly lastSeq: number;
  /** Gives the next number, which is `lastSeq + 1`. */
  nextSeq(): number;
  /**
   * True where a client can know this number from this log: the newest number or one below it,
   * unless it was left out where an epoch began. Numbers that a crash left out count as given: what
   * had them may have been heard.
   */
  hasGiven(seq: number): boolean;
  /**
   * Keeps the messages of these batches (not their notices, whose number is 0).
   *
   * @param settled Called once, with a sentence where keeping failed.
   */
  append(batches: readonly Batch[], settled?: (failure?: string) => void): void;
  /**
   * Takes note that somebody knows a number of this epoch which is above `lastSeq`. Where an earlier
   * process may have given it, a new epoch begins at once: the log was put back to an earlier state.
   */
  heed(seq: number): void;
  read(query: HistoryQuery): Promise<HistoryPage>;
  /** The number after which the newest `count` messages of a scope follow, or of those before one. */
  startOf(scope: string, count: number, beforeSeq?: number): Promise<number>;
  /** Resolves when the queue has room again; undefined while it has. */
  readonly congested: Promise<void> | undefined;
  /** The ids whose messages are already kept, for the memory of retries. */
  recentIds(): readonly RecentId[];
  /**
   * Whether any of these messages, numbered `first` to `last`, was given up before it could be kept:
   * the disk failed for too long. Nobody may be told later that such a message is kept; who says it
   * again says it anew.
   */
  lost(first: number, last: number): boolean;
}
