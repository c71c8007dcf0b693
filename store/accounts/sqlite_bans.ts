import type { Ban, BanStore } from "../../hub/mod.ts";
import type { StoreThread } from "../server_thread/store_thread.ts";

/** Bans in SQLite. The hub calls it on the server's thread; the store's thread writes the rows. */
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
