/**
 * Keeps texts in this browser for the page. If the browser forbids storage (private windows, blocked
 * cookies) or is full, nothing is kept, and no method throws.
 */
export class BrowserStorage {
  /** @type {Storage | undefined} */
  #storage;

  /** @param {() => Storage} open Throws in a browser that forbids storage. */
  constructor(open) {
    try {
      this.#storage = open();
    } catch {
      // The page works without storage, and forgets everything at a reload.
    }
  }

  /**
   * @param {string} key
   * @returns {string | undefined}
   */
  get(key) {
    try {
      return this.#storage?.getItem(key) ?? undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * @param {string} key
   * @param {string} value
   * @returns {boolean} True if the browser has kept the text.
   */
  set(key, value) {
    try {
      this.#storage?.setItem(key, value);
      return this.#storage !== undefined;
    } catch {
      return false;
    }
  }

  /** @param {string} key */
  delete(key) {
    try {
      this.#storage?.removeItem(key);
    } catch {
      // A browser that forbids storage has nothing to delete.
    }
  }

  /**
   * @param {string} prefix
   * @returns {string[]} The keys that begin with the prefix, in no order.
   */
  keys(prefix) {
    const keys = [];
    try {
      const count = this.#storage?.length ?? 0;
      for (let index = 0; index < count; index++) keys.push(this.#storage?.key(index) ?? "");
    } catch {
      return [];
    }
    return keys.filter((key) => key.startsWith(prefix));
  }
}
