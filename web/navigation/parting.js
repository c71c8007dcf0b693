import { byId, setText } from "../views/dom.js";

/** @typedef {import("../chat.js").Chat} Chat */

const SHOWN_MS = 12_000;

/**
 * Says what was left, and offers to undo it. As long as what was left is still in sight, this stands
 * where messages are written, so that nothing can be said; elsewhere it stands above for a while.
 */
export class Parting {
  #chat;
  #text;
  #onMoved;
  #bar = byId("parting", HTMLElement);
  #go = byId("parting-go", HTMLButtonElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #hadLeft = false;
  /** @type {import("../conversation.js").Conversation | undefined} */
  #subject;

  /**
   * @param {Chat} chat
   * @param {() => void} onMoved The reader has picked where to go, and may write there.
   */
  constructor(chat, onMoved) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
    this.#onMoved = onMoved;
    byId("parting-undo", HTMLButtonElement).addEventListener("click", () => {
      if (this.#subject === undefined) return;
      const problem = chat.enterAgain(this.#subject);
      if (problem !== undefined) chat.remark("error", problem);
    });
    this.#go.addEventListener("click", () => chat.show(chat.list[0]));
  }

  draw() {
    const { parted, hasLeft, current } = this.#chat;
    const subject = hasLeft ? current : parted;
    const hadFocus = this.#bar.contains(document.activeElement);
    byId("composer", HTMLFormElement).hidden = hasLeft;
    this.#bar.hidden = subject === undefined;
    this.#bar.classList.toggle("brief", !hasLeft);
    if (subject !== undefined) this.#drawTexts(subject);
    // The bar, and none of its buttons: a space typed meanwhile would press it.
    if (hasLeft && !this.#hadLeft) this.#bar.focus();
    const hasMoved = this.#hadLeft && !hasLeft;
    this.#hadLeft = hasLeft;
    if (hasMoved || (hadFocus && subject === undefined)) this.#onMoved();
    if (subject !== this.#subject || hasLeft) this.#stopTimer();
    this.#subject = subject;
    if (subject !== undefined && !hasLeft) {
      this.#timer ??= setTimeout(() => this.#timeOut(), SHOWN_MS);
    }
  }

  /** @param {import("../conversation.js").Conversation} subject */
  #drawTexts({ isRoom, target }) {
    const { hasLeft, list: [next] } = this.#chat;
    const key = isRoom ? "youLeft" : "youClosed";
    setText(byId("parting-text", HTMLElement), this.#text(key, { target }));
    setText(byId("parting-hint", HTMLElement), hasLeft ? this.#text("saysNothing") : "");
    this.#go.hidden = !hasLeft || next === undefined;
    if (next !== undefined) setText(this.#go, this.#text("goTo", { target: next.target }));
  }

  /** Hides the bar, unless the reader is about to press its button. */
  #timeOut() {
    this.#timer = undefined;
    const isInUse = this.#bar.matches(":hover, :focus-within");
    if (!isInUse) this.#chat.parted = undefined;
    this.#chat.handlers.onChange();
  }

  #stopTimer() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
