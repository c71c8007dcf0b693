import { Stopwatch } from "./stopwatch.js";
import { newId } from "./wire.js";

/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {import("./conversation.js").Message} Message */

/**
 * @typedef {object} Unacknowledged
 * @property {string} id
 * @property {string} to
 * @property {string} msg As it goes over the wire.
 * @property {Message} entry
 * @property {Conversation} conversation
 * @property {Stopwatch | undefined} wrote Runs since it first went out; undefined: never.
 */

/** Most messages that may wait for their acknowledgement. */
export const WAITING_MAX = 100;

/** The hub knows an `id` for ten minutes; sent again later, a message might be doubled. */
const RETRY_SAFE_MS = 9 * 60_000;

/**
 * Own messages that aren't acknowledged yet. After a lost connection they are sent again under the
 * same `id`, which the hub routes once.
 */
export class Outbox {
  /** @type {Map<string, Unacknowledged>} */
  #waiting = new Map();
  #send;

  /** @param {(message: import("./wire.js").Outgoing) => boolean} send */
  constructor(send) {
    this.#send = send;
  }

  get isFull() {
    return this.#waiting.size >= WAITING_MAX;
  }

  /**
   * @param {Conversation} conversation
   * @param {Message} entry
   * @param {{msg: string, isOnline: boolean}} options
   */
  push(conversation, entry, { msg, isOnline }) {
    const id = entry.id ??= newId();
    const { target: to } = conversation;
    const item = { id, to, msg, entry, conversation, wrote: undefined };
    this.#waiting.set(id, item);
    if (isOnline) this.#write(item);
  }

  /**
   * @param {string | undefined} id
   * @returns {Unacknowledged | undefined} What was waiting under this `id`, and no longer is.
   */
  take(id) {
    const item = this.#waiting.get(id ?? "");
    if (item !== undefined) this.#waiting.delete(item.id);
    return item;
  }

  /**
   * Sends everything again, after a lost connection.
   *
   * @returns {Unacknowledged[]} What is too old for that: it may or may not have arrived.
   */
  resend() {
    const tooOld = [];
    for (const item of [...this.#waiting.values()]) {
      if (item.wrote !== undefined && item.wrote.elapsedMs > RETRY_SAFE_MS) {
        this.#waiting.delete(item.id);
        tooOld.push(item);
      } else this.#write(item);
    }
    return tooOld;
  }

  /** @param {Unacknowledged} item */
  #write(item) {
    const { id, to, msg } = item;
    if (this.#send({ to, msg, id })) item.wrote ??= new Stopwatch();
  }
}
