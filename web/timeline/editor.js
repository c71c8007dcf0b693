import { withFile } from "../files/file_text.js";
import { withEmoji } from "../text/emoji.js";
import { build } from "../views/dom.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */
/** @typedef {import("../entry.js").Message} Message */

/** The field that stands in place of a message while the reader edits it. */
export class Editor {
  #chat;
  #onEnd;
  #form;
  #field;
  #problem;
  /** @type {{conversation: Conversation, message: Message} | undefined} */
  #edited;

  /**
   * @param {Chat} chat
   * @param {() => void} onEnd
   */
  constructor(chat, onEnd) {
    const { text } = chat.handlers;
    this.#chat = chat;
    this.#onEnd = onEnd;
    const label = text("editMessage");
    this.#field = build("textarea", { rows: "1", dir: "auto", "aria-label": label });
    this.#problem = build("p", { class: "error", role: "alert", hidden: true });
    const save = build("button", { type: "submit", class: "primary" }, text("save"));
    const cancel = build("button", { type: "button" }, text("cancel"));
    const buttons = build("div", { class: "buttons" }, cancel, save);
    this.#form = build("form", { class: "editor" }, this.#field, this.#problem, buttons);
    cancel.addEventListener("click", () => this.end());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#field.addEventListener("input", () => this.#fit());
    this.#field.addEventListener("keydown", (event) => this.#keyDown(event));
  }

  /** @param {Message} message */
  edits(message) {
    return this.#edited?.message === message;
  }

  /** The element that stands in the row. */
  get form() {
    return this.#form;
  }

  /** @param {Message} message A message of the conversation that is shown. */
  begin(message) {
    if (this.edits(message)) return this.focus();
    this.#leave();
    this.#edited = { conversation: this.#chat.current, message };
    this.#field.value = message.msg;
    this.#problem.hidden = true;
    this.#touch();
  }

  /** Takes the field out of its row, without a change. */
  end() {
    this.#leave();
    this.#chat.handlers.onChange();
    this.#onEnd();
  }

  /** Called when the row was drawn. */
  focus() {
    this.#field.focus();
    this.#fit();
  }

  #leave() {
    if (this.#edited === undefined) return;
    this.#touch();
    this.#edited = undefined;
  }

  /** Has the row drawn anew. */
  #touch() {
    if (this.#edited === undefined) return;
    const { conversation, message } = this.#edited;
    message.revision = (message.revision ?? 0) + 1;
    conversation.changed();
    this.#chat.handlers.onChange();
  }

  #submit() {
    const message = this.#edited?.message;
    const text = withEmoji(this.#field.value.trim());
    if (message === undefined) return;
    const { seq, file } = message;
    if (text === message.msg || text === "" && file === undefined) return this.end();
    const problem = this.#chat.changes.edit(seq, withFile(text, file));
    this.#problem.hidden = problem === undefined;
    this.#problem.textContent = problem ?? "";
    if (problem === undefined) this.end();
  }

  /** @param {KeyboardEvent} event */
  #keyDown(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") this.end();
    else if (event.key === "Enter" && !event.shiftKey && !event.altKey) this.#submit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #fit() {
    this.#field.style.height = "auto";
    this.#field.style.height = `${this.#field.scrollHeight + 2}px`;
  }
}
