import { summaryOf } from "../files/file_text.js";
import { plainText } from "../text/plain_text.js";
import { byId, setText } from "../views/dom.js";

/** @typedef {import("../chat.js").Chat} Chat */

const QUOTED_CHARS = 120;

/** Shows above the field which message the next text answers. */
export class ReplyBar {
  #chat;
  #text;

  /**
   * @param {Chat} chat
   * @param {() => void} onCancel
   */
  constructor(chat, onCancel) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
    byId("reply-cancel", HTMLButtonElement).addEventListener("click", () => {
      chat.current.answered = undefined;
      chat.handlers.onChange();
      onCancel();
    });
  }

  draw() {
    const { answered } = this.#chat.current;
    byId("reply-bar", HTMLElement).hidden = answered === undefined;
    if (answered === undefined) return;
    const said = this.#text("replyingTo", { name: answered.name });
    const summary = plainText(summaryOf(answered)).slice(0, QUOTED_CHARS);
    setText(byId("reply-to", HTMLElement), `${said} ${summary}`);
  }
}
