/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */

/** The shortest time between two markers: a lively room isn't answered message by message. */
const MARK_EVERY_MS = 1_000;

/** Tells the hub up to which number the reader has read, so that other devices know it, too. */
export class ReadMarkers {
  #chat;
  /** The numbers that wait to be sent. @type {Map<Conversation, number>} */
  #waiting = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #sentMs = -Infinity;

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
  }

  /** @param {Conversation} conversation The reader has seen its newest message. */
  seen(conversation) {
    const seq = conversation.lastSeq;
    if (seq <= conversation.readSeq) return;
    conversation.readSeq = seq;
    this.#waiting.set(conversation, seq);
    const waitMs = this.#sentMs + MARK_EVERY_MS - performance.now();
    if (waitMs <= 0) this.#send();
    else this.#timer ??= setTimeout(() => this.#send(), waitMs);
  }

  /** Sends the markers that a lost connection has kept back. */
  #send() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { connection, conversations } = this.#chat;
    if (!connection.isCaughtUp) return;
    this.#sentMs = performance.now();
    for (const [conversation, read] of this.#waiting) {
      if (conversations.get(conversation.key) !== conversation) continue;
      connection.signal({ read, to: conversation.target });
    }
    this.#waiting.clear();
  }
}
