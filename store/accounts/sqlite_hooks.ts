import type { Hook, HookStore } from "../../hub/mod.ts";
import type { StoreThread } from "../server_thread/store_thread.ts";

/** Webhooks in SQLite. The hub calls it on the server's thread; the store's thread writes the rows. */
export class SqliteHooks implements HookStore {
  readonly #thread: StoreThread;

  /** Made by `openStore`. */
  constructor(thread: StoreThread, readonly kept: readonly Hook[]) {
    this.#thread = thread;
  }

  put(hook: Hook): Promise<void> {
    return this.#thread.writeTable({ kind: "putHook", hook });
  }

  drop(name: string): Promise<void> {
    return this.#thread.writeTable({ kind: "dropHook", name });
  }
}
