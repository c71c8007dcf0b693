import { foldName } from "../../vocabulary/mod.ts";

/** @typedef {import("../chat.js").Chat} Chat */

/** The hub passes on at most one sign in 3 s, so after twice that somebody has stopped. */
const SHOWN_MS = 6_500;
const SEND_EVERY_MS = 3_000;
/** The most people that are remembered as writing. */
const TYPISTS_MAX = 100;

/** Keeps who is writing a text, and tells others that the reader is. */
export class Typists {
  #chat;
  /** @type {Map<string, {name: string, key: string, untilMs: number}>} */
  #writing = new Map();
  #sentMs = -Infinity;
  #sentTo = "";

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
  }

  /** @param {import("../../vocabulary/mod.ts").TypingNotice} notice */
  heard({ peer, to }) {
    const key = foldName(to.startsWith("#") ? to : peer);
    if (this.#writing.size >= TYPISTS_MAX) return;
    this.#writing.set(`${key}\n${foldName(peer)}`, {
      ...{ name: peer, key },
      untilMs: performance.now() + SHOWN_MS,
    });
    setTimeout(() => this.#chat.handlers.onChange(), SHOWN_MS);
  }

  /**
   * @param {string} key The conversation's.
   * @param {string} name Has said what was being written.
   */
  stopped(key, name) {
    this.#writing.delete(`${key}\n${foldName(name)}`);
  }

  /**
   * @param {string} key The conversation's.
   * @returns {string[]} The names of those who are writing there.
   */
  in(key) {
    const nowMs = performance.now();
    for (const [id, { untilMs }] of this.#writing) if (untilMs <= nowMs) this.#writing.delete(id);
    return [...this.#writing.values()].filter((one) => one.key === key).map(({ name }) => name);
  }

  /** @param {string} text The text in the field. */
  writes(text) {
    const { current, connection, hasLeft } = this.#chat;
    if (hasLeft || text.trim() === "" || text.startsWith("/")) return;
    const nowMs = performance.now();
    if (current.key === this.#sentTo && nowMs - this.#sentMs < SEND_EVERY_MS) return;
    this.#sentTo = current.key;
    this.#sentMs = nowMs;
    connection.signal({ typing: true, to: current.target });
  }

  /** The reader has sent the text: the next one is told of at once. */
  sent() {
    this.#sentMs = -Infinity;
  }
}
