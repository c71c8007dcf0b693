/**
 * What survives a restart: the log and the registered names, in files that a thread of its own reads
 * and writes. The server's thread copies a turn's messages once, posts them, and is told when the
 * disk has them; it never waits for it. Nothing here knows a peer, a room or a socket.
 *
 *     append -> RecordBuilder -> post -> | Committer -> Journal -> disk
 *                        (lane)    |              `-> Flusher -> FlushPlan -> ChunkTable, IdTable
 *     settled <------- kept <----- |
 *     read, startOf <------------- | LogReader        Retention, AccountTable
 *
 * A post is written to the journal as it is, in one piece, and that is what an ack waits for. Its
 * messages come to the tables of the SQLite file later, many at once; until then they are read from
 * memory. After a crash the next start takes them to the tables first.
 *
 * `folder/` knows the data folder as such: who may read it, and whether it is a copy that was put
 * back. `integrity/` checks what the disk gives back, `tables/` has what finds a chunk, `opened/` puts
 * all of it together in the thread.
 *
 * @module
 */

export { MemoryBans } from "./accounts/memory_bans.ts";
export { Faults } from "./faults.ts";
export { DEFAULT_STORE_LIMITS, type StoreLimits } from "./limits.ts";
export { ACCOUNTS_MAX, MemoryAccounts } from "./accounts/memory_accounts.ts";
export type { HashCost } from "./accounts/password.ts";
export type { OutageListener } from "./server_thread/sqlite_history.ts";
export { openStore, type Store, type StoreOptions } from "./store.ts";
export { StoreError } from "./store_error.ts";
