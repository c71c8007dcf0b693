import { byId, setText } from "../views/dom.js";

/** @typedef {import("../chat.js").Chat} Chat */

/**
 * The content of the panel.
 *
 * @typedef {object} PanelContent
 * @property {HTMLElement} element
 * @property {string} title
 * @property {() => void} draw
 * @property {() => void} focus
 * @property {() => void} onClose
 */

/** The panel beside the conversation, with one content at a time: a thread or a search. */
export class Panel {
  #aside = byId("beside", HTMLElement);
  #body = byId("beside-body", HTMLElement);
  /** @type {PanelContent | undefined} */
  #content;
  #onClosed;

  /** @param {() => void} onClosed */
  constructor(onClosed) {
    this.#onClosed = onClosed;
    byId("beside-close", HTMLButtonElement).addEventListener("click", () => this.close());
  }

  /** @param {PanelContent} content */
  open(content) {
    if (this.#content !== content) this.#content?.onClose();
    this.#content = content;
    this.#body.replaceChildren(content.element);
    this.#aside.hidden = false;
    this.draw();
    content.focus();
  }

  /** @returns {boolean} True if it was open. */
  close() {
    const content = this.#content;
    if (content === undefined) return false;
    this.#content = undefined;
    this.#aside.hidden = true;
    this.#body.replaceChildren();
    content.onClose();
    this.#onClosed();
    return true;
  }

  draw() {
    if (this.#content === undefined) return;
    setText(byId("beside-title", HTMLElement), this.#content.title);
    this.#content.draw();
  }

  /** @param {PanelContent} content */
  shows(content) {
    return this.#content === content;
  }
}
