import { foldName } from "../../vocabulary/mod.ts";

/** @typedef {import("./file_upload.js").FileToSend} FileToSend */

const DATABASE = "hubbub-files";
const STORE = "sending";
/** A larger file isn't kept: the browser would have to copy it. */
const KEPT_MAX_BYTES = 500_000_000;

/**
 * Keeps the files that are being sent in this browser, so that they go on after a reload. Where the
 * browser forbids that, or has no room, nothing is kept, and no method throws.
 */
export class UploadMemory {
  #kept = new Set();
  /** @type {Promise<IDBDatabase> | undefined} */
  #opened;

  /** @param {string} id */
  has(id) {
    return this.#kept.has(id);
  }

  /** @param {FileToSend} sending */
  async keep(sending) {
    if (sending.file.size > KEPT_MAX_BYTES) return;
    try {
      await this.#run("readwrite", (store) => store.put({ ...sending }));
      this.#kept.add(sending.id);
    } catch {
      // The file is sent all the same, as long as the page is open.
    }
  }

  /** @param {string} id */
  async drop(id) {
    this.#kept.delete(id);
    try {
      await this.#run("readwrite", (store) => store.delete(id));
    } catch {
      // The hub has said the file, and knows it by its id if it comes again.
    }
  }

  /**
   * @param {string} me
   * @returns {Promise<FileToSend[]>} The files that an earlier page of this name was sending.
   */
  async of(me) {
    try {
      /** @type {FileToSend[]} */
      const all = await this.#run("readonly", (store) => store.getAll());
      const own = all.filter((one) => foldName(one.me) === foldName(me));
      for (const { id } of own) this.#kept.add(id);
      return own.sort((a, b) => a.chosenMs - b.chosenMs);
    } catch {
      return [];
    }
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest} ask
   */
  async #run(mode, ask) {
    this.#opened ??= open();
    const database = await this.#opened;
    const asked = ask(database.transaction(STORE, mode).objectStore(STORE));
    return await answerOf(asked);
  }
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  const asked = indexedDB.open(DATABASE, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
  return answerOf(asked);
}

/**
 * @template T
 * @param {IDBRequest<T>} asked
 * @returns {Promise<T>}
 */
function answerOf(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
