/**
 * Texts that this browser keeps for the page. A browser may forbid storage (private windows, blocked
 * cookies), or be full: then nothing is kept, and nothing throws.
 */
export class BrowserStorage {
  /** @type {Storage | undefined} */
  #storage;

  /** @param {() => Storage} open A browser that forbids storage throws already here. */
  constructor(open) {
    try {
      this.#storage = open();
    } catch {
      // The page works without, and only forgets.
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
   * @returns {boolean} True if it is kept now.
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
      // Forbidden: then there is nothing to delete.
    }
  }

  /**
   * @param {string} prefix
   * @returns {string[]} The keys that begin like this, in no order.
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
