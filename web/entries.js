/** @typedef {import("./entry.js").Message} Message */
/** @typedef {import("./entry.js").Entry} Entry */

let lastOrder = 0;

/**
 * The entries of a conversation in the order of the hub's numbers, each message once. An era is the
 * life of one log: numbers of different eras don't compare.
 */
export class Entries {
  /** @type {Entry[]} */
  list = [];
  era = 0;
  #known = new Set();

  /** The smallest number of a message in the present log. */
  get firstSeq() {
    return this.list.find((entry) => this.#isNumbered(entry))?.seq;
  }

  /** The largest number of a message in the present log. */
  get lastSeq() {
    return this.list.findLast((entry) => this.#isNumbered(entry))?.seq;
  }

  /** @param {number} seq */
  has(seq) {
    return this.#known.has(`${this.era}:${seq}`);
  }

  /**
   * @param {number} seq
   * @returns {Message | undefined} The message with this number in the present log.
   */
  messageAt(seq) {
    if (!this.has(seq)) return undefined;
    const found = this.list.findLast((entry) =>
      entry.kind === "message" && entry.seq === seq && entry.era === this.era
    );
    return found?.kind === "message" ? found : undefined;
  }

  /**
   * Returns the reader's message that waits for its ack and is this one: the archive may be read faster
   * than the ack comes.
   *
   * @param {import("./entry.js").New<Message>} fresh
   * @returns {Message | undefined}
   */
  sentBefore({ isOwn, msg, seq }) {
    if (!isOwn || seq === undefined || seq === Infinity) return undefined;
    for (const entry of this.list) {
      const isWaiting = entry.kind === "message" && entry.isOwn && entry.state === "sending";
      if (isWaiting && entry.msg === msg) return entry;
    }
    return undefined;
  }

  /** @param {Entry} entry */
  insert(entry) {
    let at = this.list.length;
    while (at > 0 && isBefore(entry, this.list[at - 1])) at--;
    this.list.splice(at, 0, entry);
    if (entry.kind === "message" && Number.isFinite(entry.seq)) {
      this.#known.add(`${entry.era}:${entry.seq}`);
    }
  }

  /** @param {Entry} entry */
  remove(entry) {
    const at = this.list.indexOf(entry);
    if (at >= 0) this.list.splice(at, 1);
  }

  /**
   * Returns the place of a new entry.
   *
   * @param {number | undefined} seq Undefined: behind all that have a number.
   */
  place(seq = this.#newestSeq()) {
    const order = ++lastOrder;
    return { seq, order, era: this.era, key: `e${order}` };
  }

  /** Begins another log. What waits for its number waits for one of the new log. */
  beginEra() {
    this.era++;
    for (const entry of this.list) {
      if (entry.seq === Infinity) entry.era = this.era;
    }
  }

  /**
   * Forgets the oldest entries.
   *
   * @param {number} max Of the entries that stay.
   * @returns {boolean} True if some were forgotten.
   */
  trim(max) {
    const tooMany = this.list.length - max;
    if (tooMany <= 0) return false;
    for (const { kind, era, seq } of this.list.splice(0, tooMany)) {
      if (kind === "message") this.#known.delete(`${era}:${seq}`);
    }
    return true;
  }

  /** @param {Entry} entry */
  #isNumbered({ kind, era, seq }) {
    return kind === "message" && era === this.era && Number.isFinite(seq);
  }

  #newestSeq() {
    return this.list.findLast(({ era, seq }) => era === this.era && Number.isFinite(seq))?.seq ?? 0;
  }
}

/**
 * @param {Entry} a
 * @param {Entry} b
 */
export function isBefore(a, b) {
  if (a.era !== b.era) return a.era < b.era;
  if (a.seq !== b.seq) return a.seq < b.seq;
  return a.order < b.order;
}
