/**
 * Keeps messages, registered names, bans and webhooks over restarts, in files under `--data`. Knows no peer,
 * room or socket.
 *
 *     server's thread                                | store's thread
 *     append -> CommitQueue -> StoreThread -> (lane) -> Committer -> Journal -> disk
 *     onPersisted <- CommitQueue <- (lane) <-----------'                 `-> Flusher -> tables
 *     read, startOf ------- StoreThread (message) ---> LogReader
 *
 * The walk of an append: `SqliteHistory.append` copies a turn's batches into a record
 * (`RecordBuilder`). `CommitQueue` sends the record to the store's thread; what comes meanwhile
 * goes into the next record. `Committer` writes the record to the journal and syncs once. The reply
 * calls `onPersisted`, and the hub sends its acks. The server's thread never waits for the disk.
 *
 * Later, `Flusher` moves many records at once from the journal to the tables of the SQLite file,
 * without the messages that retention would evict at once (`FlushPlan`). Until then the records are
 * read from memory. After a crash, the next start moves them first (`disk_thread/start/`).
 *
 * The walk of a read: `SqliteHistory.read` first sends what is queued, so a read sees every append
 * before it. `LogReader` reads the tables, then the journal's records in memory, then those that
 * wait for a failed disk. It checks each checksum. Damaged messages are left out, and the page
 * isn't `complete`.
 *
 * Folders: `archive/` is backups; `server_thread/` and `accounts/` run beside the hub, `disk_thread/` in the store's
 * thread, `exchange/` has the formats that both threads know.
 *
 * @module
 */

export { BackupError, reasonOf } from "./archive/backup_error.ts";
export { type Backup, writeBackup } from "./archive/write_backup.ts";
export { restoreBackup, type Restored } from "./archive/restore_backup.ts";
export { MemoryBans } from "./accounts/memory_bans.ts";
export { MemoryHooks } from "./accounts/memory_hooks.ts";
export { Faults } from "./faults.ts";
export { DEFAULT_STORE_LIMITS, type RetentionLimits, type StoreLimits } from "./limits.ts";
export { ACCOUNTS_MAX, MemoryAccounts } from "./accounts/memory_accounts.ts";
export type { HashCost } from "./accounts/password.ts";
export type { OutageListener } from "./server_thread/sqlite_history.ts";
export { openStore, type Store, type StoreOptions } from "./store.ts";
export { StoreError } from "./store_error.ts";
