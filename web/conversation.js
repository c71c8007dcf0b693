import { SERVER } from "./connection/wire.js";
import { applyChange } from "./message_change.js";
import { foldName } from "../vocabulary/mod.ts";

/** @typedef {import("./entry.js").Message} Message */
/** @typedef {import("./entry.js").Presence} Presence */
/** @typedef {import("./entry.js").Remark} Remark */
/** @typedef {import("./entry.js").Entry} Entry */
/** @typedef {import("./message_change.js").MessageChange} MessageChange */

/**
 * @template T
 * @typedef {import("./entry.js").New<T>} New
 */

/** The most entries in memory. Older ones can be loaded again. */
export const ENTRIES_MAX = 10_000;

/** The most changes kept of messages that aren't here: the archive may bring such a message as it was. */
const EARLY_CHANGES_MAX = 200;

let lastOrder = 0;

/**
 * A room or a talk with one peer: its messages in the order of the hub's numbers, each once. An era is
 * the life of one log: numbers of different eras don't compare.
 */
export class Conversation {
  /** @type {Entry[]} */
  entries = [];
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
  era = 0;
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
  #known = new Set();
  /** Messages that a thread shows and the timeline doesn't, by number. @type {Map<number, Message>} */
  #aside = new Map();
  /** @type {MessageChange[]} */
  #early = [];

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

  /** The smallest number of the present log: older messages are before it. */
  get firstSeq() {
    return this.entries.find(({ kind, era, seq }) =>
      kind === "message" && era === this.era && Number.isFinite(seq)
    )?.seq;
  }

  /**
   * @param {number} seq
   * @returns {Message | undefined} The message with this number in the present log.
   */
  messageAt(seq) {
    if (!this.has(seq)) return undefined;
    const found = this.entries.findLast((entry) =>
      entry.kind === "message" && entry.seq === seq && entry.era === this.era
    );
    return found?.kind === "message" ? found : undefined;
  }

  /**
   * @param {number} seq
   * @returns {Message | undefined} The message with this number, also one that only a thread shows.
   */
  find(seq) {
    return this.messageAt(seq) ?? this.#aside.get(seq);
  }

  /** The number of messages that only a thread shows. */
  get asideCount() {
    return this.#aside.size;
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
   * @param {number} seq
   * @returns {Message[]} The message with this number, and all that answer it.
   */
  threadOf(seq) {
    /** @type {Message[]} */
    const found = [...this.#aside.values()];
    for (const entry of this.entries) {
      const isPart = entry.kind === "message" && entry.era === this.era &&
        (entry.seq === seq || entry.re === seq);
      if (isPart) found.push(entry);
    }
    return found.sort((a, b) => isBefore(a, b) ? -1 : 1);
  }

  /**
   * Changes a message that was said before.
   *
   * @param {MessageChange} what
   */
  change(what) {
    const message = this.find(what.change.of);
    if (message !== undefined) {
      applyChange(message, what);
      return this.changed();
    }
    this.#early.push(what);
    if (this.#early.length > EARLY_CHANGES_MAX) this.#early.shift();
  }

  /** The largest number of a message in the present log, or 0. */
  get lastSeq() {
    const last = this.entries.findLast(({ kind, era, seq }) =>
      kind === "message" && era === this.era && Number.isFinite(seq)
    );
    return last?.seq ?? 0;
  }

  /** @param {number} afterSeq The unread messages begin behind this number. */
  beginUnread(afterSeq) {
    this.lineAfterSeq = afterSeq;
    this.isLineSeen = false;
    this.changed();
  }

  /** @param {number} seq */
  has(seq) {
    return this.#known.has(`${this.era}:${seq}`);
  }

  /**
   * Adds an entry in the order of its number; without a number, after all entries that have one.
   *
   * @param {New<Entry>} fresh A known message changes nothing.
   */
  add(fresh) {
    if (fresh.kind === "message") this.addMessage(fresh);
    else this.#insert({ ...fresh, ...this.#place(fresh.seq) });
  }

  /**
   * @param {New<Message>} fresh
   * @returns {Message | undefined} Undefined if the message is known.
   */
  addMessage(fresh) {
    if (fresh.seq !== undefined && this.has(fresh.seq)) return undefined;
    const sent = this.#sentBefore(fresh);
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
    const message = { ...fresh, ...this.#place(fresh.seq) };
    for (const what of this.#early) {
      if (what.change.of === message.seq) applyChange(message, what);
    }
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

  /**
   * Returns the reader's message that waits for its ack and is this one: the archive may be read faster
   * than the ack comes.
   *
   * @param {New<Message>} fresh
   * @returns {Message | undefined}
   */
  #sentBefore({ isOwn, text, seq }) {
    if (!isOwn || seq === undefined || seq === Infinity) return undefined;
    for (const entry of this.entries) {
      const isWaiting = entry.kind === "message" && entry.isOwn && entry.state === "sending";
      if (isWaiting && entry.text === text) return entry;
    }
    return undefined;
  }

  /** @param {Entry} entry */
  remove(entry) {
    const at = this.entries.indexOf(entry);
    if (at >= 0) this.entries.splice(at, 1);
    this.changed();
  }

  /** Begins another log: later numbers don't compare with earlier ones. */
  beginEra() {
    this.era++;
    this.isLoaded = false;
    this.hasOlder = this.isRoom;
    this.archivedFrom = this.lineAfterSeq = Infinity;
    this.readSeq = this.countedSeq = 0;
    this.#early = [];
    this.#aside.clear();
    for (const entry of this.entries) {
      if (entry.seq === Infinity) entry.era = this.era;
    }
  }

  changed() {
    this.version++;
  }

  /** Forgets the oldest entries beyond the limit. */
  trim() {
    const tooMany = this.entries.length - ENTRIES_MAX;
    if (tooMany <= 0) return;
    for (const { kind, era, seq } of this.entries.splice(0, tooMany)) {
      if (kind === "message") this.#known.delete(`${era}:${seq}`);
    }
    this.hasOlder = this.isRoom;
    this.archivedFrom = Infinity;
    this.changed();
  }

  /** @param {Entry} entry */
  #insert(entry) {
    let at = this.entries.length;
    while (at > 0 && isBefore(entry, this.entries[at - 1])) at--;
    this.entries.splice(at, 0, entry);
    if (entry.kind === "message" && Number.isFinite(entry.seq)) {
      this.#known.add(`${entry.era}:${entry.seq}`);
    }
    this.changed();
  }

  /** @param {number | undefined} seq */
  #place(seq = this.#lastSeq()) {
    const order = ++lastOrder;
    return { seq, order, era: this.era, key: `e${order}` };
  }

  #lastSeq() {
    return this.entries.findLast(({ era, seq }) => era === this.era && Number.isFinite(seq))
      ?.seq ?? 0;
  }
}

/**
 * @param {Entry} a
 * @param {Entry} b
 */
function isBefore(a, b) {
  if (a.era !== b.era) return a.era < b.era;
  if (a.seq !== b.seq) return a.seq < b.seq;
  return a.order < b.order;
}
