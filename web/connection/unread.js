import { foldName } from "../../vocabulary/mod.ts";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */
/** @typedef {import("../entry.js").Message} Message */

/** Counts what the reader hasn't seen yet, on this device or on another one. */
export class Unread {
  #chat;
  /** The newest number at the last welcome: the hub's own counts include messages up to there. */
  #welcomeSeq = 0;

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
  }

  /** @param {import("../../vocabulary/mod.ts").WelcomeNotice} notice */
  welcomed({ seq }) {
    this.#welcomeSeq = seq;
    for (const conversation of this.#chat.list) conversation.countedSeq = 0;
  }

  /** @param {import("../../vocabulary/mod.ts").UnreadNotice} notice */
  told({ places }) {
    const chat = this.#chat;
    for (const { to, read, unread, mentions } of places) {
      const conversation = chat.conversations.get(foldName(to));
      if (conversation === undefined) continue;
      conversation.countedSeq = this.#welcomeSeq;
      conversation.readSeq = Math.max(conversation.readSeq, read);
      if (conversation === chat.current && chat.isWatched && conversation.isLoaded) continue;
      conversation.unread = unread;
      conversation.mentions = mentions;
      if (unread > 0) conversation.beginUnread(read);
    }
    chat.markSeen();
  }

  /**
   * @param {Conversation} conversation
   * @param {Message} message
   */
  heard(conversation, message) {
    const chat = this.#chat;
    if (conversation === chat.current && chat.isWatched) return chat.readMarkers.seen(conversation);
    if (message.seq <= conversation.countedSeq) return;
    if (conversation.unread++ === 0) conversation.beginUnread(message.seq - 1);
    if (message.mentionsMe || !conversation.isRoom) conversation.mentions++;
  }
}
