import { isBefore } from "../entries.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */
/** @typedef {import("../entry.js").Message} Message */

/** Messages that are asked for at once; the hub gives no more. */
const PAGE_MESSAGES = 100;
/** Messages that are fetched for one thread; its older ones stay in the hub's log. */
export const THREAD_MAX_MESSAGES = 1_000;

/** The messages of one thread: a message and its answers, fetched from the hub's log. */
export class ThreadMessages {
  conversation;
  seq;
  /** @type {"loading" | "idle" | "failed"} */
  state = "idle";
  #chat;
  #era;
  #isRootMissing = false;
  /** True once the thread is closed: an answer that comes then is of no use. */
  #isEnded = false;
  /** The `before` with which older answers are asked for; undefined: none is older. */
  #before = Infinity;

  /**
   * @param {Chat} chat
   * @param {number} seq Of the message that is answered.
   */
  constructor(chat, seq) {
    this.#chat = chat;
    this.conversation = chat.current;
    this.#era = chat.current.era;
    this.seq = seq;
  }

  /** True if the thread is of the conversation that is shown, and of the present log. */
  get isCurrent() {
    return this.conversation === this.#chat.current && this.conversation.era === this.#era;
  }

  /** The message and its answers, in the order of their numbers. */
  get messages() {
    const { aside, entries, era } = this.conversation;
    /** @type {Message[]} */
    const found = aside;
    for (const entry of entries) {
      const isPart = entry.kind === "message" && entry.era === era &&
        (entry.seq === this.seq || entry.re === this.seq);
      if (isPart) found.push(entry);
    }
    return found.sort((a, b) => isBefore(a, b) ? -1 : 1);
  }

  get hasOlder() {
    return Number.isFinite(this.#before) && this.conversation.aside.length < THREAD_MAX_MESSAGES;
  }

  /** True if the hub no longer has the message that is answered. */
  get isRootGone() {
    return this.#isRootMissing && this.conversation.find(this.seq) === undefined;
  }

  /** Fetches the message that is answered, and its newest answers. */
  begin() {
    if (this.conversation.find(this.seq) === undefined) {
      this.#ask({ before: this.seq + 1, limit: 1 }, (found) => {
        this.#isRootMissing = found.length === 0;
      });
    }
    this.loadOlder();
  }

  /** Fetches older answers. */
  loadOlder() {
    if (this.state === "loading") return;
    const before = Number.isFinite(this.#before) ? { before: this.#before } : {};
    this.state = "loading";
    this.#ask({ ...before, limit: PAGE_MESSAGES }, (_found, next) => {
      this.state = "idle";
      this.#before = next ?? Infinity;
    });
  }

  /** Forgets what was fetched. */
  end() {
    this.#isEnded = true;
    this.conversation.clearAside();
  }

  /**
   * @param {{before?: number, limit: number}} part
   * @param {(found: readonly unknown[], next: number | undefined) => void} onFound
   */
  #ask(part, onFound) {
    const { connection, handlers, receiver } = this.#chat;
    const { target } = this.conversation;
    connection.search({ search: `re:${this.seq}`, to: target, ...part }, {
      resolve: ({ messages, before }) => {
        if (this.#isEnded || !this.isCurrent) return;
        onFound(messages, before);
        for (const found of messages) this.conversation.addAside(receiver.messageOf(found));
        handlers.onChange();
      },
      reject: () => {
        this.state = "failed";
        handlers.onChange();
      },
    });
  }
}
