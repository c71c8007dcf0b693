/** A kept message with its scope. */
export interface StoredMessage {
  readonly scope: string;
  /** The `to` in the hub's own fields; absent: none. */
  readonly to?: string;
  readonly seq: number;
  readonly timeMs: number;
  /** The part of the JSON object that follows the hub's own fields. The bytes are the receiver's. */
  readonly body: Uint8Array;
}

/** The number up to which messages of a scope may be missing. */
export interface Eviction {
  /** Absent: of all scopes that hold no message any more. */
  readonly scope?: string;
  readonly seq: number;
}

/** The messages of a history as a copy of the log of several nodes, from which others copy, too. */
export interface LogCopy {
  /** Names the log that it is a copy of. */
  readonly epoch: string;
  /**
   * The newest number of a message that it holds or has held; 0 if there was none. It has had all
   * messages of its log up to this number.
   */
  readonly newestSeq: number;
  /** Forgets everything, so that another log can be copied. */
  clear(): Promise<void>;
  /**
   * Says that what was appended since {@linkcode LogCopy.clear} is the whole log of this name,
   * without the messages that were evicted before they were copied. A copy that isn't finished is
   * forgotten at the next start.
   */
  finishCopy(epoch: string, evictions: readonly Eviction[]): Promise<void>;
  /**
   * Returns the messages that are kept, in parts. Those of one scope come in the sequence of their
   * numbers. Messages that are evicted meanwhile may be missing.
   */
  messages(): AsyncIterable<readonly StoredMessage[]>;
  /** Returns what was evicted. */
  evictions(): Promise<readonly Eviction[]>;
}
