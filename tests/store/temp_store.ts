import type { Store, StoreOptions } from "../../store/mod.ts";
import { openWhenFree } from "./open_when_free.ts";

/** A killed thread closes its files within a second, or minutes where the machine is very busy. */
const CRASH_LIMIT_MS = 120_000;

/** A folder that goes away with its scope, and stores opened in it. */
export class TempStore implements AsyncDisposable {
  readonly #open: Store[] = [];

  constructor(readonly dataDir: string = Deno.makeTempDirSync({ prefix: "hubbub-store-" })) {}

  /** Opens the store in the folder; as a crash leaves it, if an earlier one was killed. */
  async open(options: Omit<StoreOptions, "dataDir"> = {}): Promise<Store> {
    const store = await openWhenFree({ ...options, dataDir: this.dataDir });
    this.#open.push(store);
    return store;
  }

  /**
   * Ends a store as a crash does, and waits for its thread to let go of the files: the thread removes
   * the write-ahead log last.
   *
   * @throws {Error} Where the log is still there after the limit.
   */
  async crash(store: Pick<Store, "kill">, limitMs = CRASH_LIMIT_MS): Promise<void> {
    const wal = `${this.dataDir}/hubbub.db-wal`;
    // Watched before the kill, so that no removal is missed.
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
