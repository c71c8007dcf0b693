import { byId } from "../views/dom.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */
/** @typedef {import("../entry.js").Message} Message */

/**
 * @param {Conversation} conversation
 * @returns {Message | undefined} The first unread message that is here.
 */
export function firstUnread({ entries, era, lineAfterSeq }) {
  if (lineAfterSeq === Infinity) return undefined;
  const first = entries.find((entry) =>
    entry.kind === "message" && entry.era === era && entry.seq > lineAfterSeq && !entry.isOwn
  );
  return first?.kind === "message" ? first : undefined;
}

/** Leads to the first unread message, while the line above it was never in sight. */
export class UnreadButton {
  #chat;
  #box;
  #button = byId("to-unread", HTMLButtonElement);
  #onShow;

  /**
   * @param {Chat} chat
   * @param {HTMLElement} box The timeline.
   * @param {(message: Message | undefined) => void} onShow
   */
  constructor(chat, box, onShow) {
    this.#chat = chat;
    this.#box = box;
    this.#onShow = onShow;
    this.#button.addEventListener("click", () => this.#show());
  }

  draw() {
    const { current } = this.#chat;
    const { lineAfterSeq, isLineSeen } = current;
    this.#button.hidden = true;
    if (lineAfterSeq === Infinity || isLineSeen || !current.isLoaded) return;
    const line = this.#box.querySelector("li.new");
    const top = this.#isAllHere() && line !== null ? line.getBoundingClientRect().top : -Infinity;
    current.isLineSeen = top >= this.#box.getBoundingClientRect().top;
    this.#button.hidden = current.isLineSeen;
  }

  #isAllHere() {
    const { hasOlder, firstSeq = Infinity, lineAfterSeq } = this.#chat.current;
    return !hasOlder || firstSeq <= lineAfterSeq + 1;
  }

  async #show() {
    const { current, archive } = this.#chat;
    if (!this.#isAllHere()) await archive.loadAround(current, current.lineAfterSeq + 1);
    current.isLineSeen = true;
    this.#onShow(firstUnread(current));
    this.draw();
  }
}
