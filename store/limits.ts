/** What an operator may set of the store. Every field counts what its name says. */
export interface StoreLimits {
  /** Messages kept of a room, at least; whole chunks go, so a few more may be there. */
  readonly retainMessages: number;
  /** Messages kept of what was said to one peer alone, at least. */
  readonly directRetainMessages: number;
  /** How long a message is kept, in milliseconds. */
  readonly retainMs: number;
  /** Most bytes of the database; beyond it the oldest messages go. */
  readonly retainBytes: number;
  /** Most bytes that wait for the disk: reading stops beyond it, or, in an outage, the oldest go. */
  readonly queueMaxBytes: number;
  /** Longest that a message nobody waits for is held back to share a commit, in milliseconds. */
  readonly commitDelayMs: number;
  /** Messages that start a commit without further delay. */
  readonly commitMaxMessages: number;
  /** Bytes of the journal: most that waits for the tables, also in memory. */
  readonly journalMaxBytes: number;
  /** Numbers reserved ahead; so many are skipped after a crash. */
  readonly reserveBlock: number;
  /** How long ids are kept, in milliseconds. */
  readonly dedupWindowMs: number;
  /** Most ids kept. */
  readonly dedupMaxEntries: number;
  /** How long the store waits before it tries a failed disk again, in milliseconds. */
  readonly retryMs: number;
  /** The data folder is looked after at most once in so many milliseconds. */
  readonly folderCheckMs: number;
  /** Most registered names. */
  readonly maxAccounts: number;
}

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
  folderCheckMs: 5,
  maxAccounts: 100_000,
};
