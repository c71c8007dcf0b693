/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */

/** Leads to one message, which the archive may have to bring first. */
export class Jump {
  #chat;
  /** @type {{conversation: Conversation, seq: number, isAsked: boolean} | undefined} */
  #wanted;

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
  }

  /**
   * @param {Conversation} conversation
   * @param {number} seq
   */
  to(conversation, seq) {
    const chat = this.#chat;
    this.#wanted = { conversation, seq, isAsked: false };
    if (conversation === chat.current) chat.handlers.onChange();
    else chat.show(conversation);
  }

  /**
   * Returns the message that the timeline must bring into sight, once it is there, and asks the
   * archive for it if it isn't.
   *
   * @returns {import("../entry.js").Message | undefined}
   */
  arrive() {
    const chat = this.#chat;
    const wanted = this.#wanted;
    if (wanted === undefined || wanted.conversation !== chat.current) return undefined;
    const { conversation, seq } = wanted;
    const message = conversation.messageAt(seq);
    if (message !== undefined) {
      this.#wanted = undefined;
      return message;
    }
    const isWaiting = conversation.loading === "loading" || !chat.receiver.isUpToDate ||
      conversation.isRoom && !conversation.isLoaded && conversation.loading === "idle";
    if (isWaiting) return undefined;
    if (wanted.isAsked || !conversation.isRoom) {
      this.#wanted = undefined;
      chat.remark("error", chat.handlers.text("messageGone"));
    } else {
      wanted.isAsked = true;
      chat.archive.loadAround(conversation, seq);
    }
    return undefined;
  }
}
