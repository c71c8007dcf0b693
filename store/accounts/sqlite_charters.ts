import type { CharterRecord, CharterStore } from "../../hub/mod.ts";
import type { StoreThread } from "../server_thread/store_thread.ts";

/** The rules of rooms in SQLite. The hub calls it on the server's thread; the store's thread writes. */
export class SqliteCharters implements CharterStore {
  readonly #thread: StoreThread;

  /** Made by `openStore`. */
  constructor(thread: StoreThread, readonly kept: readonly CharterRecord[]) {
    this.#thread = thread;
  }

  put(charter: CharterRecord): Promise<void> {
    return this.#thread.writeTable({ kind: "putCharter", charter });
  }

  drop(fold: string): Promise<void> {
    return this.#thread.writeTable({ kind: "dropCharter", fold });
  }
}
