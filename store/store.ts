import { HASH_COST, type HashCost } from "./accounts/password.ts";
import { SqliteAccounts } from "./accounts/sqlite_accounts.ts";
import { SqliteAudit } from "./accounts/sqlite_audit.ts";
import { SqliteCharters } from "./accounts/sqlite_charters.ts";
import { SqliteBans } from "./accounts/sqlite_bans.ts";
import { SqliteHooks } from "./accounts/sqlite_hooks.ts";
import type { Faults } from "./faults.ts";
import { DEFAULT_STORE_LIMITS, type RetentionLimits, type StoreLimits } from "./limits.ts";
import { StoreError } from "./store_error.ts";
import { SqliteCopy } from "./server_thread/sqlite_copy.ts";
import { type OutageListener, SqliteHistory } from "./server_thread/sqlite_history.ts";
import { StoreThread } from "./server_thread/store_thread.ts";

/** The folder of a store, and its settings. */
export interface StoreOptions extends OutageListener {
  /** Created where it is missing. */
  readonly dataDir: string;
  /** True: the folder holds a node's copy of a log, see `LogCopy`. Default: false. */
  readonly isCopy?: boolean;
  /** True: without `isCopy` such a folder is opened, too, to be read. Default: false. */
  readonly acceptsCopy?: boolean;
  /** True: the texts are indexed, so that a search is fast. Default: false. */
  readonly isIndexed?: boolean;
  /** A missing limit has its value in {@linkcode DEFAULT_STORE_LIMITS}. */
  readonly limits?: Partial<StoreLimits>;
  /** For tests: makes the disk fail or stall. */
  readonly faults?: Faults;
  /** For tests, which have nothing to hide: a cheaper hash of passwords. */
  readonly hashCost?: HashCost;
}

/**
 * An open data folder: the log, the registered names and the bans. Belongs to the server's thread.
 */
export interface Store extends AsyncDisposable {
  readonly history: SqliteHistory;
  /** The same messages as a copy of the log of several nodes. */
  readonly copy: SqliteCopy;
  readonly accounts: SqliteAccounts;
  readonly bans: SqliteBans;
  readonly hooks: SqliteHooks;
  /** Keeps messages by other limits from now on. */
  setRetention(limits: RetentionLimits): void;
  readonly charters: SqliteCharters;
  readonly audit: SqliteAudit;
  /**
   * Appends the database, as it is now, to an archive. It has everything that was appended by now.
   * Messages are kept meanwhile.
   *
   * @throws {StoreError} The disk fails, or another backup is under way.
   */
  appendDatabase(archivePath: string): Promise<void>;
  /**
   * Commits what is queued, closes the database and ends the store's thread.
   *
   * @throws {StoreError} The messages that are lost, and why. The store is closed all the same.
   */
  close(): Promise<void>;
  /** Ends the store's thread as a crash does: messages that aren't committed are lost. */
  kill(): void;
}

/**
 * Opens the store in a folder, and starts its thread.
 *
 * @throws {StoreError} The reason why the folder can't be used.
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
  const { dataDir, faults, hashCost = HASH_COST, isIndexed = false } = options;
  const { isCopy = false, acceptsCopy = isCopy } = options;
  const thread = new StoreThread();
  try {
    const { lanes } = thread;
    const opened = await thread.call({
      kind: "open",
      dataDir,
      limits,
      isCopy,
      acceptsCopy,
      isIndexed,
      faults: faults?.memory,
      lanes,
    });
    const { accounts: names, bans, charters, hooks } = opened;
    if (isCopy && names.length + bans.length + charters.length + hooks.length > 0) {
      throw otherHub(dataDir);
    }
    const history = new SqliteHistory(thread, opened, limits, options);
    const accounts = new SqliteAccounts(thread, opened.accounts, limits.maxAccounts, hashCost);
    const close = async () => {
      await accounts.drain();
      await history.close();
    };
    return {
      history,
      copy: new SqliteCopy(thread, history, opened),
      accounts,
      bans: new SqliteBans(thread, opened.bans),
      hooks: new SqliteHooks(thread, opened.hooks),
      setRetention: ({ retainMessages, directRetainMessages, retainMs, retainBytes }) =>
        thread.send({
          kind: "setRetention",
          limits: { retainMessages, directRetainMessages, retainMs, retainBytes },
        }),
      charters: new SqliteCharters(thread, opened.charters),
      audit: new SqliteAudit(thread, opened.audit),
      appendDatabase: async (archivePath) => {
        history.sendQueued();
        await thread.call({ kind: "beginBackup", archivePath });
        try {
          while (await thread.call({ kind: "backupStep" }));
        } finally {
          await thread.call({ kind: "endBackup" });
        }
      },
      close,
      kill: () => thread.terminate(),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    thread.terminate();
    throw error;
  }
}

/** The refusal of a folder for a node's copy that holds another hub. */
export function otherHub(dataDir: string): StoreError {
  return new StoreError(
    `${dataDir} holds the messages or names of another hub, which this node would overwrite: name another folder with --data.`,
  );
}
