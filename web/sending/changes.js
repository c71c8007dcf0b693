import { ClientError } from "../../client/core/mod.ts";
import { isReactionOf } from "../message_change.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */
/** @typedef {import("../entry.js").Message} Message */
/** @typedef {import("../../client/core/mod.ts").ChangeRequest} ChangeRequest */
/** @typedef {import("../../client/core/mod.ts").Change} Change */

/** Edits, deletes and reacts to messages. The page shows a change once the hub has acknowledged it. */
export class Changes {
  #chat;

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
  }

  /**
   * @param {Message} message
   * @returns {boolean} True if the reader may give it another text, or take it back.
   */
  isOpen({ isOwn, isDeleted, seq, era }) {
    return isOwn && !isDeleted && Number.isFinite(seq) && era === this.#chat.current.era;
  }

  /**
   * @param {Conversation} conversation
   * @returns {Message | undefined} The reader's newest message there that can be changed.
   */
  lastOwn({ entries }) {
    const found = entries.findLast((entry) => entry.kind === "message" && this.isOpen(entry));
    return found?.kind === "message" ? found : undefined;
  }

  /**
   * @param {number} seq
   * @param {string} text
   * @returns {string | undefined} The reason if the text isn't sent.
   */
  edit(seq, text) {
    const problem = this.#chat.speech.sizeProblem(text);
    if (problem !== undefined) return problem;
    this.#send({ edit: seq, msg: text }, { kind: "edit", of: seq }, text);
    return undefined;
  }

  /** @param {number} seq */
  remove(seq) {
    this.#send({ delete: seq }, { kind: "delete", of: seq });
  }

  /**
   * Gives a reaction, or takes the reader's own one back.
   *
   * @param {number} seq
   * @param {string} react
   */
  toggle(seq, react) {
    const given = this.#chat.current.find(seq)?.reactions?.find((one) => one.react === react);
    const undo = given !== undefined && isReactionOf(given, this.#chat.me);
    const request = { react, of: seq, ...(undo && { undo: /** @type {const} */ (true) }) };
    this.#send(request, { kind: "react", of: seq, react, undo });
  }

  /**
   * @param {ChangeRequest} request
   * @param {Change} change
   * @param {string} [text]
   */
  #send(request, change, text = "") {
    const chat = this.#chat;
    const { current: conversation, connection, handlers, me: name } = chat;
    /** @param {ClientError} problem */
    const reject = ({ message: msg, code }) => {
      // A reaction that is there already was given by another page of the reader.
      if (code === "reaction-unchanged") return;
      chat.remark("error", handlers.text("refused", { msg }));
    };
    try {
      connection.change(request, {
        resolve: (seq) => {
          chat.change(conversation, { change, seq, name, text });
          handlers.onChange();
        },
        reject,
      });
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      reject(error);
    }
  }
}
