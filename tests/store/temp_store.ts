import type { Store, StoreOptions } from "../../store/mod.ts";
import { openWhenFree } from "./open_when_free.ts";

/** A killed thread closes its files within a second, or within minutes on a very busy machine. */
const CRASH_LIMIT_MS = 120_000;

/** A data folder and the stores that are opened in it. Both go with their scope. */
export class TempStore implements AsyncDisposable {
  readonly #open: Store[] = [];

  constructor(readonly dataDir: string = Deno.makeTempDirSync({ prefix: "hubbub-store-" })) {}

  /** Opens a store in the folder, also after a kill of an earlier one. */
  async open(options: Omit<StoreOptions, "dataDir"> = {}): Promise<Store> {
    const store = await openWhenFree({ ...options, dataDir: this.dataDir });
    this.#open.push(store);
    return store;
  }

  /**
   * Kills a store's thread like a crash, and waits until the thread has closed its files. It
   * removes the write-ahead log last.
   *
   * @throws {Error} The write-ahead log is still there after the limit.
   */
  async crash(store: Pick<Store, "kill">, limitMs = CRASH_LIMIT_MS): Promise<void> {
    const wal = `${this.dataDir}/hubbub.db-wal`;
    // The watcher starts before the kill, so that it misses no removal.
    const watcher = Deno.watchFs(this.dataDir);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      watcher.close();
    }, limitMs);
    store.kill();
    try {
      if (!await isThere(wal)) return;
      for await (const _change of watcher) if (!await isThere(wal)) return;
    } finally {
      clearTimeout(timer);
      if (!isLate) watcher.close();
    }
    throw new Error(`${wal} is still there ${limitMs} ms after the kill: its thread hasn't ended.`);
  }

  async closeAll(): Promise<void> {
    for (const store of this.#open.splice(0)) await store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.closeAll();
    await Deno.remove(this.dataDir, { recursive: true });
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
