import { newId } from "./wire.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../../client/core/mod.ts").Message} FoundMessage */

const PAGE_RESULTS = 30;

/** Asks the hub for the messages that hold some words, and keeps the newest answer. */
export class Search {
  #chat;
  #id = "";
  words = "";
  /** @type {"idle" | "asking" | "found" | "failed"} */
  state = "idle";
  /** Newest first. @type {FoundMessage[]} */
  results = [];
  /** The `before` with which the search goes on; undefined: all is found. @type {number | undefined} */
  before;
  /** The reason why the hub doesn't search. */
  problem = "";

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
  }

  /** @param {string} words */
  begin(words) {
    this.words = words;
    this.results = [];
    this.#ask({});
  }

  /** Asks for older results. */
  goOn() {
    const { before } = this;
    if (before !== undefined) this.#ask({ before });
  }

  /** @param {{before?: number}} from */
  #ask(from) {
    const { connection, handlers } = this.#chat;
    this.before = undefined;
    if (connection.isCaughtUp) {
      this.#id = newId();
      this.state = "asking";
      connection.signal({ search: this.words, id: this.#id, limit: PAGE_RESULTS, ...from });
    } else {
      this.state = "failed";
      this.problem = handlers.text("offline");
    }
    handlers.onChange();
  }

  /** @param {FoundMessage} message */
  found(message) {
    if (this.state === "asking") this.results.push(message);
  }

  /** @param {import("../../vocabulary/mod.ts").SearchNotice} notice */
  ended({ id, more, before }) {
    if (id !== this.#id || this.state !== "asking") return;
    this.state = "found";
    this.before = more ? before : undefined;
  }

  /**
   * @param {string | undefined} id
   * @param {string} why
   * @returns {boolean} True if the refusal was of this search.
   */
  refused(id, why) {
    if (id !== this.#id || this.state !== "asking") return false;
    this.state = "failed";
    this.problem = why;
    return true;
  }

  /** The connection is lost: no answer comes. */
  begun() {
    if (this.state !== "asking") return;
    this.state = "failed";
    this.problem = this.#chat.handlers.text("offline");
  }
}
