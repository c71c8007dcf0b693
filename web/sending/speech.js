import { WaitingMessages } from "./waiting_messages.js";
import { TEXT_MAX_BYTES } from "../connection/wire.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */
/** @typedef {import("../entry.js").Message} Message */
/** @typedef {import("../storage/unsent.js").UnsentMessages} UnsentMessages */

const encoder = new TextEncoder();

/** Sends the reader's messages: shows each at once, and keeps it until the hub acknowledges it. */
export class Speech {
  waiting;
  #chat;
  #unsent;

  /**
   * @param {Chat} chat
   * @param {UnsentMessages} unsent
   */
  constructor(chat, unsent) {
    this.#chat = chat;
    this.#unsent = unsent;
    this.waiting = this.#nothingWaiting();
  }

  /**
   * @param {string} text The text of a message or a command.
   * @returns {string | undefined} The reason if the text is too large, with its size, the limit
   * and a way out.
   */
  sizeProblem(text) {
    const sizeBytes = encoder.encode(JSON.stringify(text)).length;
    if (sizeBytes <= TEXT_MAX_BYTES) return undefined;
    const values = { size: sizeBytes, max: TEXT_MAX_BYTES, excess: sizeBytes - TEXT_MAX_BYTES };
    return this.#chat.handlers.text("tooLong", values);
  }

  /**
   * Sends a message. The page shows it at once, and marks it when the server has persisted it.
   *
   * @param {Conversation} conversation
   * @param {string} text
   * @param {{id?: string, re?: number}} [options] `id` is that of an earlier attempt, by which the hub
   * knows a retry; `re` is the number of the message that this one answers.
   * @returns {string | undefined} The reason if the text isn't sent: the caller keeps it.
   */
  say(conversation, text, { id, re } = {}) {
    const problem = this.sizeProblem(text) ??
      (this.waiting.isFull ? this.#chat.handlers.text("tooManyWaiting") : undefined);
    if (problem !== undefined) return problem;
    const entry = this.#show(conversation, { text, id, re, timeMs: Date.now() });
    if (entry === undefined) return undefined;
    this.waiting.add(conversation, entry);
    this.#chat.handlers.onChange();
    return undefined;
  }

  /**
   * Sends a failed message again.
   *
   * @param {Conversation} conversation
   * @param {Message} entry
   */
  sayAgain(conversation, entry) {
    const problem = this.say(conversation, entry.msg, entry);
    if (problem === undefined) conversation.remove(entry);
    else this.#chat.remark("error", problem);
  }

  /**
   * Puts a failed text back into its conversation's draft, after the text that is there.
   *
   * @param {Conversation} conversation
   * @param {Message} entry
   */
  takeBack(conversation, entry) {
    this.#chat.drafts.append(conversation.target, entry.msg, Date.now());
    this.discard(conversation, entry);
  }

  /**
   * @param {Conversation} conversation
   * @param {Message} entry
   */
  discard(conversation, entry) {
    conversation.remove(entry);
    if (entry.id !== undefined) this.#unsent.drop(entry.id);
    this.#chat.handlers.onChange();
  }

  /** Shows the messages that an earlier visit under this name left unsent. */
  restore() {
    const chat = this.#chat;
    for (const message of this.#unsent.of(chat.me, Date.now())) {
      const { id, text, to, re, why, writtenMs: timeMs } = message;
      if (message.change !== undefined) {
        this.waiting.restore(message, undefined, chat.open(to));
        continue;
      }
      const conversation = chat.open(to);
      if (conversation.entries.some((entry) => entry.kind === "message" && entry.id === id)) {
        continue;
      }
      const entry = this.#show(conversation, { text, id, re, timeMs, why });
      if (entry === undefined || why !== undefined) continue;
      this.waiting.restore(message, entry, conversation);
    }
  }

  /** Shows which waiting messages aren't sent over the connection that begins. */
  review() {
    const { text } = this.#chat.handlers;
    const { tooOld, otherLog, elsewhere } = this.waiting.review();
    for (const { message } of tooOld) this.#refused(message.id, text("waitedLong"));
    for (const { message } of otherLog) this.#refused(message.id, text("newLog"));
    for (const { conversation, entry } of elsewhere) {
      if (entry !== undefined) conversation.remove(entry);
      // Another tab has sent this message: the archive shows it.
      conversation.isLoaded = false;
    }
  }

  /** The hub has begun another log: its numbers mean other messages than those that were to change. */
  beginLog() {
    for (const { message } of this.waiting.withdrawChanges()) {
      this.#refused(message.id, this.#chat.handlers.text("newLog"));
    }
  }

  /** Forgets all unsent messages of the reader. */
  forget() {
    this.#unsent.dropAll();
    this.waiting = this.#nothingWaiting();
  }

  #nothingWaiting() {
    const chat = this.#chat;
    return new WaitingMessages(chat.connection, this.#unsent, {
      onAcknowledged: (item, seq) => {
        const { conversation, entry } = item;
        if (entry !== undefined) conversation.acknowledge(entry, seq);
        else chat.changes.acknowledged(item, seq);
        chat.handlers.onChange();
      },
      onRefused: (id, { code, message }) => {
        // A reaction that is there already was given by another page of the reader.
        if (code === "reaction-unchanged") return void this.waiting.refuse(id, message);
        const isUnknown = code === "may-have-arrived";
        this.#refused(id, isUnknown ? chat.handlers.text("mayHaveArrived") : message);
      },
      author: () => chat.me,
    });
  }

  /**
   * @param {string} id
   * @param {string} why
   */
  #refused(id, why) {
    const chat = this.#chat;
    const item = this.waiting.refuse(id, why);
    if (item === undefined) return;
    const { entry, conversation } = item;
    if (entry === undefined) return chat.changes.refused(item, why);
    entry.state = "failed";
    entry.why = why;
    conversation.changed();
    chat.reopen(conversation);
    chat.handlers.onChange();
    if (conversation === chat.current) return;
    const { target } = conversation;
    chat.remark("error", chat.handlers.text("failedElsewhere", { target, why }));
  }

  /**
   * @param {Conversation} conversation
   * @param {{text: string, id: string | undefined, re: number | undefined, timeMs: number,
   *   why?: string}} said
   */
  #show(conversation, { text, id, re, timeMs, why }) {
    return conversation.addMessage({
      kind: "message",
      seq: Infinity,
      timeMs,
      name: this.#chat.me,
      msg: text,
      isOwn: true,
      mentionsMe: false,
      state: why === undefined ? "sending" : "failed",
      why,
      id,
      re,
    });
  }
}
