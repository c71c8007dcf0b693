import { build, byId, patch } from "../views/dom.js";
import { MessageView } from "../timeline/message_view.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */
/** @typedef {import("../entry.js").Message} Message */
/** @typedef {import("./panel.js").Panel} Panel */

/** A message and all that answers it, beside the conversation. */
export class Thread {
  #chat;
  #panel;
  #view;
  #rows = build("ol", { class: "thread" });
  #field;
  #problem = build("p", { class: "error", role: "alert", hidden: true });
  element;
  title;
  /** @type {{conversation: Conversation, seq: number} | undefined} */
  #root;
  #drawn = "";

  /**
   * @param {Chat} chat
   * @param {import("../timeline/clock.js").Clock} clock
   * @param {Panel} panel
   */
  constructor(chat, clock, panel) {
    const { text } = chat.handlers;
    this.#chat = chat;
    this.#panel = panel;
    this.title = text("thread");
    this.#view = new MessageView(chat, clock, { isThread: true, onEdit: () => {} });
    const label = text("answerHere");
    this.#field = build("textarea", {
      ...{ rows: "1", dir: "auto", placeholder: label, "aria-label": label, enterkeyhint: "send" },
    });
    const send = build("button", { type: "submit", class: "primary" }, text("reply"));
    const form = build("form", { class: "answer" }, this.#problem, this.#field, send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#field.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229 || event.shiftKey) return;
      if (event.key !== "Enter") return;
      event.preventDefault();
      form.requestSubmit();
    });
    this.element = build("div", { class: "beside-content" }, this.#rows, form);
  }

  /** @param {number} seq Of the message whose answers are shown. */
  open(seq) {
    this.#root = { conversation: this.#chat.current, seq };
    this.#drawn = "";
    this.#field.value = "";
    this.#panel.open(this);
  }

  draw() {
    const root = this.#root;
    if (root === undefined) return;
    const { conversation, seq } = root;
    if (conversation !== this.#chat.current) return void this.#panel.close();
    const drawn = `${conversation.version}`;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const isAtEnd = this.#rows.scrollHeight - this.#rows.scrollTop - this.#rows.clientHeight < 40;
    const messages = conversation.entries.filter((entry) =>
      entry.kind === "message" && (entry.seq === seq || entry.re === seq)
    );
    patch(
      this.#rows,
      /** @type {Message[]} */ (messages),
      (entry) => `${entry.key} ${entry.state} ${entry.version ?? 0}`,
      (entry) => this.#view.draw(entry, true),
    );
    if (isAtEnd) this.#rows.scrollTop = this.#rows.scrollHeight;
  }

  focus() {
    this.#field.focus();
    this.#rows.scrollTop = this.#rows.scrollHeight;
  }

  onClose() {
    this.#root = undefined;
    this.#rows.replaceChildren();
    byId("timeline", HTMLElement).focus();
  }

  #submit() {
    const text = this.#field.value.trim();
    const root = this.#root;
    if (text === "" || root === undefined) return;
    const problem = this.#chat.speech.say(root.conversation, text, { re: root.seq });
    this.#problem.hidden = problem === undefined;
    this.#problem.textContent = problem ?? "";
    if (problem === undefined) this.#field.value = "";
  }
}
