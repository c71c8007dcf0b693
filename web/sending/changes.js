import { isReactionOf } from "../../client/core/mod.ts";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */
/** @typedef {import("../entry.js").Message} Message */
/** @typedef {import("../../client/core/mod.ts").ChangeRequest} ChangeRequest */
/** @typedef {import("../../client/core/mod.ts").Change} Change */

/** @typedef {import("./waiting_messages.js").WaitingMessage} WaitingMessage */

/**
 * Edits, deletes and reacts to messages. The page shows a change once the hub has acknowledged it, and
 * until then that it waits. It waits with the reader's messages, and as they do over a reload.
 */
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
  isOpen({ isOwn, deleted, seq, era }) {
    return isOwn && !deleted && Number.isFinite(seq) && era === this.#chat.current.era;
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
   * @param {Conversation} conversation
   * @returns {Message | undefined} The newest message there that isn't the reader's own.
   */
  lastOfOthers({ entries }) {
    const { era } = this.#chat.current;
    const found = entries.findLast((entry) =>
      entry.kind === "message" && !entry.isOwn && !entry.deleted && entry.era === era
    );
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
    return this.#send({ edit: seq, msg: text });
  }

  /** @param {number} seq */
  remove(seq) {
    this.#sendOrTell({ delete: seq });
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
    this.#sendOrTell({ react, of: seq, ...(undo && { undo: /** @type {const} */ (true) }) });
  }

  /**
   * @param {Message} message Of the conversation that is shown.
   * @returns {boolean} True while a change of it waits for the hub.
   */
  isWaiting({ seq, era }) {
    const { current, speech } = this.#chat;
    return era === current.era &&
      speech.waiting.changesIn(current).some((one) => ofOf(one) === seq);
  }

  /**
   * Shows a change that the hub has acknowledged.
   *
   * @param {WaitingMessage} item
   * @param {number} seq
   */
  acknowledged({ message: { change: request, text: msg }, conversation }, seq) {
    if (request === undefined) return;
    const { receiver, me: name } = this.#chat;
    receiver.change(conversation, { change: changeOf(request), seq, name, msg });
  }

  /**
   * @param {WaitingMessage} item
   * @param {string} msg The reason.
   */
  refused({ message: { change, text }, conversation }, msg) {
    const chat = this.#chat;
    if (change !== undefined) conversation.touch(ofOf(change));
    // The text of an edit isn't lost.
    chat.drafts.append(conversation.target, text, Date.now());
    chat.remark("error", chat.handlers.text("refused", { msg }));
  }

  /** @param {ChangeRequest} request */
  #sendOrTell(request) {
    const problem = this.#send(request);
    if (problem !== undefined) this.#chat.remark("error", problem);
  }

  /**
   * @param {ChangeRequest} request
   * @returns {string | undefined} The reason if the change isn't sent.
   */
  #send(request) {
    const { current, speech, handlers } = this.#chat;
    if (speech.waiting.isFull) return handlers.text("tooManyWaiting");
    speech.waiting.addChange(current, request);
    current.touch(ofOf(request));
    handlers.onChange();
    return undefined;
  }
}

/**
 * @param {ChangeRequest} request
 * @returns {number} The number of the message that it changes.
 */
function ofOf(request) {
  if ("edit" in request) return request.edit;
  return "delete" in request ? request.delete : request.of;
}

/**
 * @param {ChangeRequest} request
 * @returns {Change}
 */
function changeOf(request) {
  const of = ofOf(request);
  if ("edit" in request) return { kind: "edit", of };
  if ("delete" in request) return { kind: "delete", of };
  return { kind: "react", of, react: request.react, undo: request.undo === true };
}
