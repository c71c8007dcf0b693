import type { AuditRecord, AuditStore } from "../../hub/mod.ts";
import type { StoreThread } from "../server_thread/store_thread.ts";

/** The audit in SQLite. The hub calls it on the server's thread; the store's thread writes the rows. */
export class SqliteAudit implements AuditStore {
  readonly #thread: StoreThread;

  /** Made by `openStore`. */
  constructor(thread: StoreThread, readonly kept: readonly AuditRecord[]) {
    this.#thread = thread;
  }

  put(record: AuditRecord, oldestNumber: number): Promise<void> {
    return this.#thread.writeTable({ kind: "putAudit", record, oldestNumber });
  }
}
