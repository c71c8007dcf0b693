import { byId, setText } from "../views/dom.js";

/** @typedef {import("../chat.js").Chat} Chat */

const SHOWN_MS = 12_000;

/**
 * Names the conversation that was left or closed, and offers to undo that. While that conversation is
 * in sight, the bar replaces the composer, so that nothing can be sent there. Otherwise the bar stands
 * above the composer for a while.
 */
export class UndoBar {
  #chat;
  #text;
  #onMoved;
  #bar = byId("undo-bar", HTMLElement);
  #go = byId("undo-bar-go", HTMLButtonElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #hadLeft = false;
  /** @type {import("../conversation.js").Conversation | undefined} */
  #subject;

  /**
   * @param {Chat} chat
   * @param {() => void} onMoved The reader has picked another conversation, and may write there.
   */
  constructor(chat, onMoved) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
    this.#onMoved = onMoved;
    byId("undo-bar-undo", HTMLButtonElement).addEventListener("click", () => {
      if (this.#subject === undefined) return;
      const problem = chat.enterAgain(this.#subject);
      if (problem !== undefined) chat.remark("error", problem);
    });
    this.#go.addEventListener("click", () => chat.show(chat.list[0]));
  }

  draw() {
    const { lastLeft, hasLeft, current } = this.#chat;
    const subject = hasLeft ? current : lastLeft;
    const hadFocus = this.#bar.contains(document.activeElement);
    byId("composer", HTMLFormElement).hidden = hasLeft;
    this.#bar.hidden = subject === undefined;
    this.#bar.classList.toggle("brief", !hasLeft);
    if (subject !== undefined) this.#drawTexts(subject);
    // The bar gets the focus, not a button: a space that the reader types would press the button.
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
    setText(byId("undo-bar-text", HTMLElement), this.#text(key, { target }));
    setText(byId("undo-bar-hint", HTMLElement), hasLeft ? this.#text("saysNothing") : "");
    this.#go.hidden = !hasLeft || next === undefined;
    if (next !== undefined) setText(this.#go, this.#text("goTo", { target: next.target }));
  }

  /** Hides the bar, unless the reader is about to press its button. */
  #timeOut() {
    this.#timer = undefined;
    const isInUse = this.#bar.matches(":hover, :focus-within");
    if (!isInUse) this.#chat.lastLeft = undefined;
    this.#chat.handlers.onChange();
  }

  #stopTimer() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
