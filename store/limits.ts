/** The store's limits, which the operator may set. Each field has its unit in its name. */
export interface StoreLimits {
  /**
   * Messages of a room that are kept, at least. Eviction removes whole chunks, so a few more may be
   * there.
   */
  readonly retainMessages: number;
  /** Messages to one peer alone that are kept, at least. */
  readonly directRetainMessages: number;
  /** Age at which a message is evicted, in milliseconds. */
  readonly retainMs: number;
  /** Most bytes of the database. Above that, the oldest messages are evicted. */
  readonly retainBytes: number;
  /**
   * Most bytes that wait for the disk. Above that, the server reads no more from clients, or, in an
   * outage, the oldest messages are dropped.
   */
  readonly queueMaxBytes: number;
  /**
   * Longest time that a message waits to share a commit if no ack waits for it, in milliseconds.
   */
  readonly commitDelayMs: number;
  /** Messages that start a commit at once. */
  readonly commitMaxMessages: number;
  /** Bytes of the journal, on the disk and in memory. */
  readonly journalMaxBytes: number;
  /** Numbers that are reserved in one step. A crash skips at most so many. */
  readonly reserveBlock: number;
  /** Time for which the ids of retries are kept, in milliseconds. */
  readonly dedupWindowMs: number;
  /** Most ids that are kept. */
  readonly dedupMaxEntries: number;
  /** Time between two tries of a failed disk, in milliseconds. */
  readonly retryMs: number;
  /** Time between a change of a message and the erasure of its earlier text, in milliseconds. */
  readonly eraseDelayMs: number;
  /** Shortest time between two checks that the files are still there, in milliseconds. */
  readonly folderCheckMs: number;
  /** Most registered names. */
  readonly maxAccounts: number;
}

/** The limits that an open store can be given anew. */
export type RetentionLimits = Pick<
  StoreLimits,
  "retainMessages" | "directRetainMessages" | "retainMs" | "retainBytes"
>;

export const DEFAULT_STORE_LIMITS: StoreLimits = {
  retainMessages: 10_000,
  directRetainMessages: 500,
  retainMs: 30 * 24 * 3600 * 1000,
  retainBytes: 8 * 1024 ** 3,
  queueMaxBytes: 32 * 1024 * 1024,
  commitDelayMs: 5,
  commitMaxMessages: 256,
  journalMaxBytes: 32 * 1024 * 1024,
  reserveBlock: 1 << 20,
  dedupWindowMs: 10 * 60 * 1000,
  dedupMaxEntries: 100_000,
  retryMs: 1000,
  eraseDelayMs: 10_000,
  folderCheckMs: 5,
  maxAccounts: 100_000,
};
