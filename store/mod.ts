/**
 * What survives a restart: the log and the registered names, in one SQLite file that a thread of
 * its own reads and writes. The server's thread copies a turn's messages once, posts them, and is
 * told when they are committed; it never waits for the disk. Nothing here knows a peer, a room or a
 * socket.
 *
 *     append -> Staging -> post -> | worker: Keeper -> ChunkTable, IdTable -> commit
 *     settled  <-  kept  <-------- |         LogReader, Retention, AccountTable
 *
 * @module
 */

export { Faults } from "./faults.ts";
export { DEFAULT_STORE_LIMITS, type StoreLimits } from "./limits.ts";
export { ACCOUNTS_MAX, MemoryAccounts } from "./memory_accounts.ts";
export type { OutageListener } from "./sqlite_history.ts";
export { openStore, type Store, type StoreOptions } from "./store.ts";
export { StoreError } from "./store_error.ts";
