import { foldName } from "../../vocabulary/mod.ts";

/** @typedef {import("./browser_storage.js").BrowserStorage} BrowserStorage */

/**
 * A message of the reader that the hub hasn't acknowledged.
 *
 * @typedef {object} UnsentMessage
 * @property {string} id
 * @property {string} to `#room` or a peer's name.
 * @property {string} text
 * @property {string} name The author: the hub knows a retry by name and id.
 * @property {number} [re] The number of the message that it answers.
 * @property {import("../../client/core/mod.ts").ChangeRequest} [change] Present if this is no message, but
 * changes one. Its text is that of an edit, or "".
 * @property {string} [epoch] The log that the numbers of a change count in.
 * @property {number} writtenMs The time of writing. No two are the same.
 * @property {number} [sentMs] The time of the first sending; absent: the message was never sent.
 * @property {string} [why] The reason of a refusal; absent: the message still waits.
 */

const PREFIX = "hubbub unsent ";

/** The most messages, and the most characters of them all. */
export const UNSENT_MAX = 200;
export const UNSENT_MAX_CHARS = 1_000_000;

/** A message that waits, or stays refused, for this time is forgotten. */
export const UNSENT_MAX_AGE_MS = 7 * 24 * 60 * 60_000;

/**
 * Keeps unacknowledged messages over a reload. Each has a key of its own, so that two tabs never
 * overwrite each other's messages, and a tab sees that another one has got the acknowledgement.
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
   * @returns {UnsentMessage[]} The author's messages in the order of writing. Deletes those
   * that are too old.
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
 * @returns {UnsentMessage | undefined} Undefined if another version of the page wrote the value.
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
