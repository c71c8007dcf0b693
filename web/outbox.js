import { Stopwatch } from "./stopwatch.js";
import { newId } from "./wire.js";
import { escapeSlash, foldName } from "../vocabulary/mod.ts";

/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {import("./conversation.js").Message} Message */
/** @typedef {import("./storage/unsent.js").UnsentMessages} UnsentMessages */
/** @typedef {import("./storage/unsent.js").UnsentMessage} UnsentMessage */

/**
 * @typedef {object} Unacknowledged
 * @property {UnsentMessage} message
 * @property {Message} entry
 * @property {Conversation} conversation
 * @property {Stopwatch | undefined} sent Runs since this page sent it first; undefined: it didn't.
 * @property {boolean} isKept True if a reload would find it.
 */

/** Most messages that may wait for their acknowledgement, and most characters of them all. */
export const WAITING_MAX = 100;
export const WAITING_MAX_CHARS = 800_000;

/** The hub knows an `id` for ten minutes; sent again later, a message might be doubled. */
const RETRY_SAFE_MS = 9 * 60_000;

/** A message that waited longer than this may no longer fit the talk: the reader decides. */
const SEND_WITHIN_MS = 24 * 60 * 60_000;

let lastWrittenMs = 0;

/**
 * Own messages that aren't acknowledged yet. After a lost connection, or a reload, they are sent
 * again under the same `id`, which the hub routes once.
 */
export class Outbox {
  /** @type {Map<string, Unacknowledged>} */
  #waiting = new Map();
  #send;
  #unsent;

  /**
   * @param {(message: import("./wire.js").Outgoing) => boolean} send
   * @param {UnsentMessages} unsent
   */
  constructor(send, unsent) {
    this.#send = send;
    this.#unsent = unsent;
  }

  get isFull() {
    let chars = 0;
    for (const { message } of this.#waiting.values()) chars += message.text.length;
    return this.#waiting.size >= WAITING_MAX || chars > WAITING_MAX_CHARS;
  }

  /** True if something waits that a reload would lose. */
  get isAtRisk() {
    return [...this.#waiting.values()].some(({ isKept }) => !isKept);
  }

  /**
   * @param {Conversation} conversation
   * @param {Message} entry
   * @param {{isOnline: boolean}} options
   */
  push(conversation, entry, { isOnline }) {
    const id = entry.id ??= newId();
    const { target: to } = conversation;
    const { text, name } = entry;
    const writtenMs = lastWrittenMs = Math.max(Date.now(), lastWrittenMs + 1);
    const message = { id, to, text, name, writtenMs };
    const isKept = this.#unsent.keep(message);
    const item = { message, entry, conversation, isKept, sent: undefined };
    this.#waiting.set(id, item);
    if (isOnline) this.#write(item);
  }

  /**
   * Takes up what an earlier visit left waiting.
   *
   * @param {UnsentMessage} message
   * @param {Message} entry
   * @param {Conversation} conversation
   */
  restore(message, entry, conversation) {
    this.#waiting.set(message.id, { message, entry, conversation, isKept: true, sent: undefined });
  }

  /**
   * The hub has kept a message.
   *
   * @param {string | undefined} id
   * @returns {Unacknowledged | undefined} Undefined where nothing waited under this `id`.
   */
  acknowledge(id) {
    const item = this.#take(id);
    if (item !== undefined) this.#unsent.drop(item.message.id);
    return item;
  }

  /**
   * The hub, or the page, doesn't take a message: it stands refused until the reader decides.
   *
   * @param {string | undefined} id
   * @param {string} why
   * @returns {Unacknowledged | undefined} Undefined where nothing waited under this `id`.
   */
  refuse(id, why) {
    const item = this.#take(id);
    if (item !== undefined) this.#unsent.keep({ ...item.message, why });
    return item;
  }

  /**
   * Sends everything again, after a lost connection or a reload.
   *
   * @param {string} me The reader's present name.
   * @returns {{tooOld: Unacknowledged[], mayHaveArrived: Unacknowledged[],
   *   elsewhere: Unacknowledged[]}} Not sent again: too old, or perhaps said already; and what
   * another tab has settled, which no longer waits.
   */
  resend(me) {
    /** @type {ReturnType<Outbox["resend"]>} */
    const held = { tooOld: [], mayHaveArrived: [], elsewhere: [] };
    for (const item of [...this.#waiting.values()]) {
      const { id, name, writtenMs } = item.message;
      if (item.isKept && !this.#unsent.has(id)) {
        this.#waiting.delete(id);
        held.elsewhere.push(item);
      } else if (hasGoneOut(item) && (!isRetrySafe(item) || foldName(name) !== foldName(me))) {
        held.mayHaveArrived.push(item);
      } else if (Date.now() - writtenMs > SEND_WITHIN_MS) held.tooOld.push(item);
      else this.#write(item, me);
    }
    return held;
  }

  /** @param {string | undefined} id */
  #take(id = "") {
    const item = this.#waiting.get(id);
    this.#waiting.delete(id);
    return item;
  }

  /**
   * @param {Unacknowledged} item
   * @param {string} [me]
   */
  #write(item, me = item.message.name) {
    const waiting = item.message;
    const { id, to, text, sentMs = Date.now() } = waiting;
    const name = waiting.sentMs === undefined ? me : waiting.name;
    // Kept before it goes out: whoever finds it later must know since when the hub may know its id.
    this.#keep(item, { ...waiting, name, sentMs });
    if (this.#send({ to, msg: escapeSlash(text), id })) item.sent ??= new Stopwatch();
    else this.#keep(item, waiting);
  }

  /**
   * @param {Unacknowledged} item
   * @param {UnsentMessage} message
   */
  #keep(item, message) {
    item.message = message;
    if (item.isKept) item.isKept = this.#unsent.keep(message);
  }
}

/** @param {Unacknowledged} item */
function hasGoneOut({ message }) {
  return message.sentMs !== undefined;
}

/** @param {Unacknowledged} item One that has gone out. */
function isRetrySafe({ message: { sentMs = 0 }, sent }) {
  if (sent !== undefined) return sent.elapsedMs <= RETRY_SAFE_MS;
  // An earlier page sent it, whose clock is gone. A wall clock that was set back says nothing.
  const sinceMs = Date.now() - sentMs;
  return sinceMs >= 0 && sinceMs <= RETRY_SAFE_MS;
}
