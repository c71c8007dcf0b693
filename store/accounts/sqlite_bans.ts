import type { Ban, BanStore } from "../../hub/mod.ts";
import type { StoreThread } from "../server_thread/store_thread.ts";

/** Bans in SQLite, through the thread and the database of the log. */
export class SqliteBans implements BanStore {
  readonly #thread: StoreThread;

  /** Made by `openStore`. */
  constructor(thread: StoreThread, readonly kept: readonly Ban[]) {
    this.#thread = thread;
  }

  put(ban: Ban): Promise<void> {
    return this.#thread.writeTable({ kind: "putBan", ban });
  }

  drop(number: number): Promise<void> {
    return this.#thread.writeTable({ kind: "dropBan", number });
  }
}
