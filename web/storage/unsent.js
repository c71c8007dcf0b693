import { foldName } from "../../vocabulary/mod.ts";

/** @typedef {import("./browser_storage.js").BrowserStorage} BrowserStorage */

/**
 * A message of the reader's that the hub hasn't acknowledged.
 *
 * @typedef {object} UnsentMessage
 * @property {string} id
 * @property {string} to `#room` or a peer's name.
 * @property {string} text
 * @property {string} name The author: the hub knows a retry by name and id.
 * @property {number} writtenMs The time of writing. No two are the same.
 * @property {number} [sentMs] The time of the first sending; absent: it never went out.
 * @property {string} [why] The reason of a refusal; absent: it still waits.
 */

const PREFIX = "hubbub unsent ";

/** Most messages, and most characters of them all. */
export const UNSENT_MAX = 200;
export const UNSENT_MAX_CHARS = 1_000_000;

/** A message that waits, or stands refused, for this long is forgotten. */
export const UNSENT_MAX_AGE_MS = 7 * 24 * 60 * 60_000;

/**
 * Unacknowledged messages, kept over a reload. Each has a key of its own, so that two tabs never
 * write over each other's, and a tab sees that another one has settled a message.
 */
export class UnsentMessages {
  #storage;

  /** @param {BrowserStorage} storage */
  constructor(storage) {
    this.#storage = storage;
  }

  /**
   * @param {UnsentMessage} message
   * @returns {boolean} True if a reload would find it.
   */
  keep(message) {
    const storage = this.#storage;
    const key = PREFIX + message.id;
    const others = storage.keys(PREFIX).filter((other) => other !== key);
    const chars = others.reduce((sum, other) => sum + (storage.get(other)?.length ?? 0), 0);
    const value = JSON.stringify(message);
    if (others.length >= UNSENT_MAX || chars + value.length > UNSENT_MAX_CHARS) return false;
    return storage.set(key, value);
  }

  /** @param {string} id */
  has(id) {
    return this.#storage.get(PREFIX + id) !== undefined;
  }

  /** @param {string} id */
  drop(id) {
    this.#storage.delete(PREFIX + id);
  }

  dropAll() {
    for (const key of this.#storage.keys(PREFIX)) this.#storage.delete(key);
  }

  /**
   * @param {string} name The author.
   * @param {number} nowMs
   * @returns {UnsentMessage[]} This author's, in the order of writing. Deletes what is too old.
   */
  of(name, nowMs) {
    const found = [];
    for (const key of this.#storage.keys(PREFIX)) {
      const message = parse(this.#storage.get(key));
      if (message === undefined || nowMs - message.writtenMs > UNSENT_MAX_AGE_MS) {
        this.#storage.delete(key);
      } else if (foldName(message.name) === foldName(name)) found.push(message);
    }
    return found.sort((a, b) => a.writtenMs - b.writtenMs);
  }
}

/**
 * @param {string | undefined} value
 * @returns {UnsentMessage | undefined} Undefined for what another version wrote.
 */
function parse(value = "null") {
  try {
    const message = JSON.parse(value);
    const { id, to, text, name, writtenMs } = message ?? {};
    const isOne = [id, to, text, name].every((field) => typeof field === "string") &&
      typeof writtenMs === "number";
    return isOne ? message : undefined;
  } catch {
    return undefined;
  }
}
