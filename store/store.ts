import { SqliteBans } from "./accounts/sqlite_bans.ts";
import type { Faults } from "./faults.ts";
import { DEFAULT_STORE_LIMITS, type StoreLimits } from "./limits.ts";
import { HASH_COST, type HashCost } from "./accounts/password.ts";
import { SqliteAccounts } from "./accounts/sqlite_accounts.ts";
import { type OutageListener, SqliteHistory } from "./server_thread/sqlite_history.ts";
import { StoreThread } from "./server_thread/store_thread.ts";

/** Where a store is and what it may take. */
export interface StoreOptions extends OutageListener {
  /** Created where it is missing. */
  readonly dataDir: string;
  /** Those left out are as in {@linkcode DEFAULT_STORE_LIMITS}. */
  readonly limits?: Partial<StoreLimits>;
  /** For tests: a disk that can be broken. */
  readonly faults?: Faults;
  /** For tests, which have nothing to hide: cheaper hashes of passwords. */
  readonly hashCost?: HashCost;
}

/** What survives a restart. */
export interface Store extends AsyncDisposable {
  readonly history: SqliteHistory;
  readonly accounts: SqliteAccounts;
  readonly bans: SqliteBans;
  /**
   * Keeps what is still queued, closes the database and ends its thread.
   *
   * @throws {StoreError} What couldn't be kept. It is closed all the same.
   */
  close(): Promise<void>;
  /** Ends the thread as a crash would: what isn't committed is lost. */
  kill(): void;
}

/**
 * Opens the store in a folder, in a thread of its own.
 *
 * @throws {StoreError} Why it can't be opened.
 *
 * @example
 * ```ts
 * import { openStore } from "./store.ts";
 *
 * const dataDir = await Deno.makeTempDir();
 * const store = await openStore({ dataDir, onFailure: (sentence) => console.error(sentence) });
 * store.history.nextSeq();
 * await store.close();
 * await Deno.remove(dataDir, { recursive: true });
 * ```
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const limits = { ...DEFAULT_STORE_LIMITS, ...options.limits };
  const { dataDir, faults, hashCost = HASH_COST } = options;
  const thread = new StoreThread();
  try {
    const { lanes } = thread;
    const call = { kind: "open", dataDir, limits, faults: faults?.memory, lanes } as const;
    const opened = await thread.call(call);
    const history = new SqliteHistory(thread, opened, limits, options);
    const accounts = new SqliteAccounts(thread, opened.accounts, limits.maxAccounts, hashCost);
    const close = async () => {
      await accounts.drain();
      await history.close();
    };
    return {
      history,
      accounts,
      bans: new SqliteBans(thread, opened.bans),
      close,
      kill: () => thread.terminate(),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    thread.terminate();
    throw error;
  }
}
