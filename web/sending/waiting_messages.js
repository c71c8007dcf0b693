import { ClientError } from "../../client/core/mod.ts";
import { newId } from "../connection/wire.js";

/** @typedef {import("../connection/page_client.js").PageClient} PageClient */
/** @typedef {import("../conversation.js").Conversation} Conversation */
/** @typedef {import("../entry.js").Message} Message */
/** @typedef {import("../../client/core/mod.ts").ChangeRequest} ChangeRequest */
/** @typedef {import("../storage/unsent.js").UnsentMessages} UnsentMessages */
/** @typedef {import("../storage/unsent.js").UnsentMessage} UnsentMessage */

/**
 * @typedef {object} WaitingMessage
 * @property {UnsentMessage} message
 * @property {Message | undefined} entry Undefined for a change.
 * @property {Conversation} conversation
 * @property {number | undefined} sentMs This page sent it first at this time of the connection's
 * clock; undefined: it didn't.
 * @property {boolean} isKept True if a reload would find it.
 */

/**
 * @typedef {object} WaitingHandlers
 * @property {(item: WaitingMessage, seq: number) => void} onAcknowledged
 * @property {(id: string, problem: ClientError) => void} onRefused The message still waits here.
 * @property {() => string} author The reader's present name.
 */

/** The most messages that wait for an acknowledgement, and the most characters of them all. */
export const WAITING_MAX = 100;
export const WAITING_MAX_CHARS = 800_000;

/** A message that waited longer than this may no longer fit the talk: the reader decides. */
const SEND_WITHIN_MS = 24 * 60 * 60_000;

let lastWrittenMs = 0;

/**
 * The reader's messages that aren't acknowledged yet. They outlive a reload. The connection sends them, again
 * after each loss, under the same `id`, which the hub routes once.
 */
export class WaitingMessages {
  /** @type {Map<string, WaitingMessage>} */
  #waiting = new Map();
  #connection;
  #unsent;
  #handlers;

  /**
   * @param {Pick<PageClient, "say" | "change" | "withdraw" | "isOver" | "clock" | "resume">} connection
   * @param {UnsentMessages} unsent
   * @param {WaitingHandlers} handlers
   */
  constructor(connection, unsent, handlers) {
    this.#connection = connection;
    this.#unsent = unsent;
    this.#handlers = handlers;
  }

  get isFull() {
    let chars = 0;
    for (const { message } of this.#waiting.values()) chars += message.text.length;
    return this.#waiting.size >= WAITING_MAX || chars > WAITING_MAX_CHARS;
  }

  /** True if a message waits that a reload would lose. */
  get isAtRisk() {
    return [...this.#waiting.values()].some(({ isKept }) => !isKept);
  }

  /**
   * Adds a new message, and sends it.
   *
   * @param {Conversation} conversation
   * @param {Message} entry
   */
  add(conversation, entry) {
    const id = entry.id ??= newId();
    const { target: to } = conversation;
    const { msg: text, name, re } = entry;
    const writtenMs = lastWrittenMs = Math.max(Date.now(), lastWrittenMs + 1);
    const message = { id, to, text, name, writtenMs, ...(re !== undefined && { re }) };
    const isKept = this.#unsent.keep(message);
    const item = { message, entry, conversation, isKept, sentMs: undefined };
    this.#waiting.set(id, item);
    this.#say(item);
  }

  /**
   * Adds a change of a message, and sends it.
   *
   * @param {Conversation} conversation
   * @param {ChangeRequest} change
   */
  addChange(conversation, change) {
    const id = newId();
    const { target: to } = conversation;
    const writtenMs = lastWrittenMs = Math.max(Date.now(), lastWrittenMs + 1);
    const text = "msg" in change ? change.msg ?? "" : "";
    const epoch = this.#connection.resume?.epoch;
    const message = { id, to, text, name: this.#handlers.author(), writtenMs, change, epoch };
    const isKept = this.#unsent.keep(message);
    const item = { message, entry: undefined, conversation, isKept, sentMs: undefined };
    this.#waiting.set(id, item);
    this.#say(item);
  }

  /**
   * Returns the changes that wait in a conversation.
   *
   * @param {Conversation} conversation
   * @returns {ChangeRequest[]}
   */
  changesIn(conversation) {
    const here = [...this.#waiting.values()].filter((item) => item.conversation === conversation);
    return here.flatMap(({ message: { change } }) => change ?? []);
  }

  /**
   * Withdraws all changes: the hub has begun another log, in which their numbers mean other messages.
   *
   * @returns {WaitingMessage[]} They still wait here.
   */
  withdrawChanges() {
    const changes = [...this.#waiting.values()].filter(({ message }) => message.change);
    for (const { message } of changes) this.#connection.withdraw(message.id);
    return changes;
  }

  /**
   * Adds a message that an earlier visit left waiting. `sendAll` sends it.
   *
   * @param {UnsentMessage} message
   * @param {Message | undefined} entry
   * @param {Conversation} conversation
   */
  restore(message, entry, conversation) {
    this.#waiting.set(message.id, {
      ...{ message, entry, conversation },
      isKept: true,
      sentMs: undefined,
    });
  }

  /** Passes all waiting messages to a connection that has just been started. */
  sendAll() {
    for (const item of [...this.#waiting.values()]) this.#say(item);
  }

  /**
   * Withdraws the messages that must not go over a new connection. Called before any message goes.
   *
   * @returns {{tooOld: WaitingMessage[], otherLog: WaitingMessage[], elsewhere: WaitingMessage[]}} Messages
   * that waited for too long, and changes of messages in another log, which still wait here; and messages
   * that another tab has sent, which wait no longer.
   */
  review() {
    /** @type {ReturnType<WaitingMessages["review"]>} */
    const held = { tooOld: [], otherLog: [], elsewhere: [] };
    for (const item of [...this.#waiting.values()]) {
      const { id, writtenMs, sentMs, change, epoch } = item.message;
      if (item.isKept && !this.#unsent.has(id)) {
        this.#waiting.delete(id);
        held.elsewhere.push(item);
      } else if (sentMs === undefined && Date.now() - writtenMs > SEND_WITHIN_MS) {
        held.tooOld.push(item);
      } else if (change !== undefined && epoch !== this.#connection.resume?.epoch) {
        held.otherLog.push(item);
      } else continue;
      this.#connection.withdraw(id);
    }
    return held;
  }

  /**
   * Marks a message as refused by the hub or the page. It stays until the reader decides; a change is
   * dropped.
   *
   * @param {string} id
   * @param {string} why
   * @returns {WaitingMessage | undefined} Undefined if no message waited under this `id`.
   */
  refuse(id, why) {
    const item = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (item?.message.change !== undefined) this.#unsent.drop(id);
    else if (item !== undefined) this.#unsent.keep({ ...item.message, why });
    return item;
  }

  /** @param {WaitingMessage} item */
  #say(item) {
    const { id, to, text, re, change } = item.message;
    const sent = this.#sentBefore(item);
    const completion = this.#completionOf(item);
    try {
      if (change !== undefined) this.#connection.change(change, completion, { id, sent });
      else this.#connection.say({ id, to, text, re, sent }, completion);
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      this.#handlers.onRefused(id, error);
    }
  }

  /**
   * @param {WaitingMessage} item
   * @returns {import("../../client/core/mod.ts").Completion}
   */
  #completionOf(item) {
    const { id } = item.message;
    return {
      sending: () => this.#sending(item),
      resolve: (seq) => {
        this.#waiting.delete(id);
        this.#unsent.drop(id);
        this.#handlers.onAcknowledged(item, seq);
      },
      reject: (problem) => {
        // The connection has ended, and the message waits for the next one.
        if (!this.#connection.isOver) this.#handlers.onRefused(id, problem);
      },
    };
  }

  /** @param {WaitingMessage} item */
  #sentBefore({ message: { sentMs: wallMs, name }, sentMs }) {
    if (wallMs === undefined) return undefined;
    if (sentMs !== undefined) return { agoMs: this.#connection.clock.nowMs() - sentMs, name };
    // An earlier page sent this message, so only the wall clock is left. Its age is unknown if that
    // clock was set back.
    const sinceMs = Date.now() - wallMs;
    return { agoMs: sinceMs >= 0 ? sinceMs : Infinity, name };
  }

  /**
   * Keeps the time and the name before the message goes out: a later page must know since when the hub
   * may know the id, and under which name.
   *
   * @param {WaitingMessage} item
   */
  #sending(item) {
    item.message = { ...item.message, name: this.#handlers.author(), sentMs: Date.now() };
    item.sentMs = this.#connection.clock.nowMs();
    if (item.isKept) item.isKept = this.#unsent.keep(item.message);
  }
}
