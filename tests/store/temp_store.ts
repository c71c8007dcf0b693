import type { Store, StoreOptions } from "../../store/mod.ts";
import { openWhenFree } from "./open_when_free.ts";

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

  /** Ends a store as a crash does, and waits for its thread to let go of the files. */
  async crash(store: Store): Promise<void> {
    store.kill();
    const wal = `${this.dataDir}/hubbub.db-wal`;
    while (await Deno.stat(wal).then(() => true, () => false)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  async closeAll(): Promise<void> {
    for (const store of this.#open.splice(0)) await store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.closeAll();
    await Deno.remove(this.dataDir, { recursive: true });
  }
}
