import { SERVER } from "./connection/wire.js";
import { EarlyChanges } from "./early_changes.js";
import { Entries } from "./entries.js";
import { changeMessage } from "./message_change.js";
import { foldName } from "../vocabulary/mod.ts";

/** @typedef {import("./entry.js").Message} Message */
/** @typedef {import("./entry.js").Presence} Presence */
/** @typedef {import("./entry.js").Remark} Remark */
/** @typedef {import("./entry.js").Entry} Entry */
/** @typedef {import("../client/core/mod.ts").ChangeEvent} ChangeEvent */

/**
 * @template T
 * @typedef {import("./entry.js").New<T>} New
 */

/** The most entries in memory. Older ones can be loaded again. */
export const ENTRIES_MAX = 10_000;

/** A room or a talk with one peer: its messages, its members, and what of it is read. */
export class Conversation {
  /** @type {string[]} */
  members = [];
  memberCount = 0;
  unread = 0;
  mentions = 0;
  /** The number behind which the unread messages begin; Infinity: no line is drawn. */
  lineAfterSeq = Infinity;
  /** True once the line was in sight. */
  isLineSeen = false;
  /** The reader has read up to this number, as far as the hub and this page know. */
  readSeq = 0;
  /** Messages up to this number are in the hub's own count. */
  countedSeq = 0;
  /** @type {"idle" | "loading" | "failed"} */
  loading = "idle";
  hasOlder;
  /** True once the archive was read. A replay isn't enough: it leaves out the reader's own messages. */
  isLoaded = false;
  /** Rises with each change: a view draws anew if the version differs from the one it drew. */
  version = 0;
  /** The archive was read from this number on, up to the oldest message that is here. */
  archivedFrom = Infinity;
  /**
   * The message that the reader's next text answers.
   *
   * @type {Message | undefined}
   */
  answered;
  #entries = new Entries();
  /** Messages that a thread shows and the timeline doesn't, by number. @type {Map<number, Message>} */
  #aside = new Map();
  #early = new EarlyChanges();

  /** @param {string} target `#room` or a peer's name. */
  constructor(target) {
    this.target = target;
    this.hasOlder = this.isRoom;
  }

  get key() {
    return foldName(this.target);
  }

  get isRoom() {
    return this.target.startsWith("#");
  }

  /** The members without the operator's console, which has the server's name. */
  get people() {
    return this.members.filter((name) => foldName(name) !== SERVER);
  }

  get operators() {
    return this.members.filter((name) => foldName(name) === SERVER);
  }

  get peopleCount() {
    return this.memberCount - this.operators.length;
  }

  /** The entries in the order of their numbers, each message once. @returns {readonly Entry[]} */
  get entries() {
    return this.#entries.list;
  }

  /** The era of the present log: numbers of different eras don't compare. */
  get era() {
    return this.#entries.era;
  }

  /** The smallest number of the present log: older messages are before it. */
  get firstSeq() {
    return this.#entries.firstSeq;
  }

  /** The largest number of a message in the present log, or 0. */
  get lastSeq() {
    return this.#entries.lastSeq ?? 0;
  }

  /** @param {number} seq */
  has(seq) {
    return this.#entries.has(seq);
  }

  /** @param {number} seq */
  messageAt(seq) {
    return this.#entries.messageAt(seq);
  }

  /**
   * @param {number} seq
   * @returns {Message | undefined} The message with this number, also one that only a thread shows.
   */
  find(seq) {
    return this.messageAt(seq) ?? this.#aside.get(seq);
  }

  /** The messages that only a thread shows. */
  get aside() {
    return [...this.#aside.values()];
  }

  /** @param {New<Message>} fresh A message that only a thread shows, unless it is here. */
  addAside(fresh) {
    const { seq } = fresh;
    if (seq === undefined || this.find(seq) !== undefined) return;
    this.#aside.set(seq, this.#withChanges(fresh));
    this.changed();
  }

  clearAside() {
    this.#aside.clear();
  }

  /**
   * Changes a message that was said before.
   *
   * @param {ChangeEvent} event
   */
  change(event) {
    const message = this.find(event.change.of);
    if (message === undefined) return this.#early.add(event);
    changeMessage(message, event);
    this.touch(message.seq);
  }

  /** @param {number} seq Of a message that is to be drawn anew. */
  touch(seq) {
    const message = this.find(seq);
    if (message === undefined) return;
    message.revision = (message.revision ?? 0) + 1;
    this.changed();
  }

  /** @param {number} afterSeq The unread messages begin behind this number. */
  beginUnread(afterSeq) {
    this.lineAfterSeq = afterSeq;
    this.isLineSeen = false;
    this.changed();
  }

  /**
   * Adds an entry in the order of its number; without a number, after all entries that have one.
   *
   * @param {New<Entry>} fresh A known message changes nothing.
   */
  add(fresh) {
    if (fresh.kind === "message") this.addMessage(fresh);
    else this.#insert({ ...fresh, ...this.#entries.place(fresh.seq) });
  }

  /**
   * @param {New<Message>} fresh
   * @returns {Message | undefined} Undefined if the message is known.
   */
  addMessage(fresh) {
    if (fresh.seq !== undefined && this.has(fresh.seq)) return undefined;
    const sent = this.#entries.sentBefore(fresh);
    if (sent !== undefined && fresh.seq !== undefined) {
      this.acknowledge(sent, fresh.seq);
      return undefined;
    }
    const known = fresh.seq === undefined ? undefined : this.#aside.get(fresh.seq);
    const message = known ?? this.#withChanges(fresh);
    this.#aside.delete(message.seq);
    this.#insert(message);
    return message;
  }

  /** @param {New<Message>} fresh */
  #withChanges(fresh) {
    const message = { ...fresh, ...this.#entries.place(fresh.seq) };
    this.#early.applyTo(message);
    return message;
  }

  /**
   * Gives an own message the number that the hub acknowledged.
   *
   * @param {Message} entry
   * @param {number} seq
   */
  acknowledge(entry, seq) {
    if (entry.era === this.era && entry.seq === seq) return;
    this.remove(entry);
    entry.state = "kept";
    if (entry.era === this.era && this.has(seq)) return;
    entry.era = this.era;
    entry.seq = seq;
    this.#insert(entry);
  }

  /** @param {Entry} entry */
  remove(entry) {
    this.#entries.remove(entry);
    this.changed();
  }

  /** Begins another log: later numbers don't compare with earlier ones. */
  beginEra() {
    this.#entries.beginEra();
    this.isLoaded = false;
    this.hasOlder = this.isRoom;
    this.archivedFrom = this.lineAfterSeq = Infinity;
    this.readSeq = this.countedSeq = 0;
    this.#early.clear();
    this.#aside.clear();
  }

  changed() {
    this.version++;
  }

  /** Forgets the oldest entries beyond the limit. */
  trim() {
    if (!this.#entries.trim(ENTRIES_MAX)) return;
    this.hasOlder = this.isRoom;
    this.archivedFrom = Infinity;
    this.changed();
  }

  /** @param {Entry} entry */
  #insert(entry) {
    this.#entries.insert(entry);
    this.changed();
  }
}
