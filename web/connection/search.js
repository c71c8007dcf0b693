import { changed } from "../../client/core/mod.ts";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../../client/core/mod.ts").Message} FoundMessage */
/** @typedef {import("../../client/core/mod.ts").SearchPage} SearchPage */

const PAGE_RESULTS = 30;

/** Asks the hub for the messages that hold some words, and keeps the newest answer. */
export class Search {
  #chat;
  /** The newest question: only its answer counts. @type {object | undefined} */
  #question;
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

  /**
   * Changes a result that was said before: the reader must not read on what was taken back.
   *
   * @param {import("../../client/core/mod.ts").ChangeEvent} event
   */
  change(event) {
    this.results = this.results.map((one) =>
      one.seq === event.change.of ? changed(one, event) : one
    );
  }

  /** The connection is lost: no answer comes. */
  begun() {
    if (this.state === "asking") this.#fail(this.#chat.handlers.text("offline"));
  }

  /** @param {{before?: number}} from */
  #ask(from) {
    const { connection, handlers } = this.#chat;
    const question = this.#question = { search: this.words, limit: PAGE_RESULTS, ...from };
    const isNewest = () => this.#question === question;
    this.before = undefined;
    this.state = "asking";
    if (!connection.isCaughtUp) this.#fail(handlers.text("offline"));
    else {
      connection.search(question, {
        resolve: (page) => isNewest() && this.#found(page),
        reject: ({ message }) => isNewest() && this.#fail(message),
      });
    }
    handlers.onChange();
  }

  /** @param {SearchPage} page */
  #found({ messages, more, before }) {
    this.state = "found";
    this.results.push(...messages);
    this.before = more ? before : undefined;
    this.#chat.handlers.onChange();
  }

  /** @param {string} why */
  #fail(why) {
    this.#question = undefined;
    this.state = "failed";
    this.problem = why;
    this.#chat.handlers.onChange();
  }
}
