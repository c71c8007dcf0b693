import { byId, setText } from "./dom.js";
import { isolated } from "../languages/texts.js";

/** @typedef {import("../chat.js").Chat} Chat */

const NAMES_SHOWN = 3;

/** Shows who is writing in the conversation that is shown. */
export class TypingLine {
  #chat;
  #text;

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
  }

  draw() {
    const { current, receiver, isOnline } = this.#chat;
    const names = isOnline ? receiver.typists.in(current.key) : [];
    const shown = names.map(isolated).join(this.#text("listComma"));
    const text = names.length === 0
      ? ""
      : names.length > NAMES_SHOWN
      ? this.#text("severalWrite")
      : this.#text(names.length === 1 ? "writes" : "write", { names: shown });
    setText(byId("typing", HTMLElement), text);
  }
}
