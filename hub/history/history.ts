import type { Batch } from "../../batch/mod.ts";
import type { SearchQuery } from "./search_query.ts";

/** A persisted message, as it was delivered. */
export interface HistoryRecord {
  readonly seq: number;
  /** The JSON object's bytes. */
  readonly json: Uint8Array;
}

/** The part of the log that a reader asks for. */
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

/** A message that was looked up by its number, as it is now. */
export interface FoundMessage extends HistoryRecord {
  readonly scope: string;
}

/** The results of a search, newest first. */
export interface SearchPage {
  readonly records: readonly FoundMessage[];
  /** The number below which nothing was looked at; undefined where nothing is left to look at. */
  readonly searchedFrom: number | undefined;
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
 * 2. call `onPersisted` in the order of the appends, and without a failure only when that append and
 *    all before it would survive a crash of the process;
 * 3. answer a read with everything that was appended before it, persisted or not;
 * 4. bound what it keeps and what it queues, and say what it forgot.
 */
export interface History {
  /**
   * Names this log. Numbers of a log with another name mean nothing here. The name may change while
   * the server runs: see {@linkcode History.reportSeq}.
   */
  readonly epoch: string;
  /** The newest number given, 0 at first. */
  readonly lastSeq: number;
  /** Returns the next number, which is `lastSeq + 1`. */
  nextSeq(): number;
  /**
   * True where a client can know this number from this log: it isn't above `lastSeq` and wasn't left
   * out where an epoch began. Numbers that a crash left out count as given: their messages may have
   * been heard.
   */
  hasGiven(seq: number): boolean;
  /**
   * Appends the messages of these batches, without their notices, whose number is 0. The entries of
   * a batch with the scope {@linkcode AMENDMENTS} change messages that were appended before, in the
   * same batches or earlier; the texts that they replace are gone from then on.
   *
   * @param onPersisted Called once, with a sentence where persisting failed.
   */
  append(batches: readonly Batch[], onPersisted?: (failure?: string) => void): void;
  /**
   * Reports a number above `lastSeq` that a client knows from this epoch. Where an earlier process
   * may have given the number, the log was put back to an earlier state, and a new epoch begins at
   * once.
   */
  reportSeq(seq: number): void;
  read(query: HistoryQuery): Promise<HistoryPage>;
  /**
   * Returns the number after which the newest `count` messages of a scope follow.
   *
   * @param beforeSeq Only messages with a smaller number count.
   */
  startOf(scope: string, count: number, beforeSeq?: number): Promise<number>;
  /** Returns the message with a number; undefined where there is none, or it was evicted. */
  find(seq: number): Promise<FoundMessage | undefined>;
  /** Searches the texts of the messages, the newest first. */
  search(query: SearchQuery): Promise<SearchPage>;
  /** Resolves when the queue has room again; undefined while it has. */
  readonly congested: Promise<void> | undefined;
  /** Returns the ids of persisted messages, by which retries are recognised after a start. */
  recentIds(): readonly RecentId[];
  /**
   * True where a message with a number from `first` to `last` was given up before it was persisted,
   * since the disk failed for too long. Such a message is never acknowledged; a retry says it anew.
   */
  hasLost(first: number, last: number): boolean;
}
