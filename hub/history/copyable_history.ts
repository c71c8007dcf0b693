import type { History } from "./history.ts";

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

/** A history that can be copied to another node. */
export interface CopyableHistory extends History {
  /** The newest number of a message that it holds or has held; 0 if there was none. */
  readonly newestSeq: number;
  /**
   * Returns the messages that are kept, in parts. Those of one scope come in the sequence of their
   * numbers. Messages that are evicted meanwhile may be missing.
   */
  messages(): AsyncIterable<readonly StoredMessage[]>;
  /** Returns what was evicted. */
  evictions(): Promise<readonly Eviction[]>;
  /** Remembers that messages were evicted before they were copied. */
  restoreEviction(eviction: Eviction): void;
}
