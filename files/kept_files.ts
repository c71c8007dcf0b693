import type { FileKeeper } from "../hub/mod.ts";
import type { FileStorage, StoredFile } from "./file_storage.ts";
import type { Quota } from "./quota.ts";
import type { StorageFailures } from "./storage_failures.ts";

/** Removals that the storage refused, which are tried again; with more, a restart finds the rest. */
const MAX_UNREMOVED = 10_000;

/** The parts that {@linkcode KeptFiles} works with. */
export interface KeptFilesOptions {
  readonly storage: FileStorage;
  readonly quota: Pick<Quota, "add" | "remove">;
  /** True: other nodes put files into the same storage. */
  readonly isShared: boolean;
  readonly failures: Pick<StorageFailures, "failed">;
}

/** The files that are kept, in memory and in the storage, and the messages that they belong to. */
export class KeptFiles implements FileKeeper {
  readonly #options: KeptFilesOptions;
  readonly #files = new Map<string, StoredFile>();
  /** The last change of each file that goes on in the storage. */
  readonly #changes = new Map<string, Promise<void>>();
  /** The files that are gone from here, and that the storage still has. */
  readonly #unremoved = new Set<string>();

  constructor(options: KeptFilesOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#files.size;
  }

  /** Reads which files are there. To be called once, before anything else. */
  async load(): Promise<void> {
    for await (const file of this.#options.storage.list()) this.#add(file);
  }

  /** The files that are kept. */
  values(): Iterable<StoredFile> {
    return this.#files.values();
  }

  /** Remembers a file that the storage has, and whose room is counted already. */
  put(file: StoredFile): void {
    this.#files.set(file.id, file);
  }

  /** Returns what is remembered of a file; undefined where there is none. */
  async find(id: string): Promise<StoredFile | undefined> {
    // Another node's file gets its number from this node as soon as its record was read.
    if (!this.isSaid(id)) await this.#changes.get(id)?.catch(() => {});
    const known = this.#files.get(id);
    const { isShared, storage } = this.#options;
    // A guessed id must cost no request to a bucket, where this node knows all files.
    if (known !== undefined || !isShared || !/^[0-9a-z]{32}$/.test(id)) return known;
    // Another node may have taken it into the storage that they share.
    const found = await storage.find(id);
    if (found !== undefined && !this.#files.has(id)) this.#add(found);
    return found;
  }

  /** True once a file's message has its number. */
  isSaid(id: string): boolean {
    return this.#files.get(id)?.seq !== undefined;
  }

  /**
   * Removes a file. Does nothing where there is none. Where the storage fails, the file is gone for
   * those who fetch it all the same, and {@linkcode KeptFiles.retryRemovals} tries again.
   */
  async remove(id: string): Promise<void> {
    this.#forget(id);
    try {
      await this.#change(id, async () => {
        await this.#options.storage.remove(id);
        this.#forget(id);
      });
    } catch (error) {
      if (this.#unremoved.size < MAX_UNREMOVED) this.#unremoved.add(id);
      this.#options.failures.failed(error);
    }
  }

  /** Removes one of the files that the storage didn't remove before. Does nothing where there is none. */
  async retryRemovals(): Promise<void> {
    const { value: id } = this.#unremoved.values().next();
    if (id === undefined) return;
    this.#unremoved.delete(id);
    await this.remove(id);
  }

  onSaid(fileId: string, seq: number): void {
    const { isShared, storage, failures } = this.#options;
    const onFailure = (error: unknown) => failures.failed(error);
    const known = this.#files.get(fileId);
    if (known?.seq === seq) return;
    if (known === undefined) {
      if (isShared) this.#learn(fileId, seq).catch(onFailure);
      return;
    }
    const file = { ...known, seq };
    this.#files.set(fileId, file);
    this.#change(fileId, () => storage.update(file)).catch(onFailure);
  }

  onDeleted(fileId: string): void {
    void this.remove(fileId);
  }

  /** Resolves when every change is in the storage. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#changes.values());
  }

  /** Counts a file that another node has taken in. That node writes its number into the storage. */
  #learn(id: string, seq: number): Promise<void> {
    return this.#change(id, async () => {
      const found = await this.#options.storage.find(id);
      if (found === undefined) return;
      if (this.#files.has(id)) this.#files.set(id, { ...found, seq });
      else this.#add({ ...found, seq });
    });
  }

  /** In sequence for each file: what is remembered of a removed one must not come back. */
  #change(id: string, work: () => Promise<void>): Promise<void> {
    const done = (this.#changes.get(id) ?? Promise.resolve()).then(work, work);
    this.#changes.set(id, done);
    const forget = () => {
      if (this.#changes.get(id) === done) this.#changes.delete(id);
    };
    done.then(forget, forget);
    return done;
  }

  #add(file: StoredFile): void {
    this.#files.set(file.id, file);
    this.#options.quota.add(file);
  }

  #forget(id: string): void {
    const known = this.#files.get(id);
    if (known === undefined) return;
    this.#files.delete(id);
    this.#options.quota.remove(known);
  }
}
