import { openStore, type Store, type StoreOptions } from "../../store/mod.ts";

/** A folder that goes away with its scope, and stores opened in it. */
export class TempStore implements AsyncDisposable {
  readonly #open: Store[] = [];

  constructor(readonly dataDir: string = Deno.makeTempDirSync({ prefix: "hubbub-store-" })) {}

  /** Opens the store in the folder; as a crash leaves it, if an earlier one was killed. */
  async open(options: Omit<StoreOptions, "dataDir"> = {}): Promise<Store> {
    const store = await openStore({ ...options, dataDir: this.dataDir });
    this.#open.push(store);
    return store;
  }

  async closeAll(): Promise<void> {
    for (const store of this.#open.splice(0)) await store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.closeAll();
    await Deno.remove(this.dataDir, { recursive: true });
  }
}
