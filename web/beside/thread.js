import { build, byId } from "../views/dom.js";
import { Actions } from "../timeline/actions.js";
import { Editor } from "../timeline/editor.js";
import { MessageView } from "../timeline/message_view.js";
import { patchMessages } from "../timeline/patch_messages.js";
import { walkByKeys } from "../timeline/walk.js";
import { ThreadMessages } from "./thread_messages.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../entry.js").Message} Message */
/** @typedef {import("./panel.js").Panel} Panel */

/** Within so many pixels of the end the newest answer stays in sight. */
const NEAR_PX = 40;

/** A message and all that answers it, beside the conversation. */
export class Thread {
  #chat;
  #text;
  #panel;
  #view;
  #editor;
  #actions;
  #status = build("p", { class: "thread-status", role: "status" });
  #rows;
  #field;
  #problem = build("p", { class: "error", role: "alert", hidden: true });
  element;
  title;
  /** @type {ThreadMessages | undefined} */
  #messages;

  /**
   * @param {Chat} chat
   * @param {import("../timeline/clock.js").Clock} clock
   * @param {Panel} panel
   */
  constructor(chat, clock, panel) {
    const text = this.#text = chat.handlers.text;
    this.#chat = chat;
    this.#panel = panel;
    this.title = text("thread");
    this.#rows = build("ol", {
      ...{ class: "thread", tabindex: "0", "aria-label": text("threadMessages") },
    });
    this.#editor = new Editor(chat, () => this.#field.focus());
    this.#view = new MessageView(chat, clock, {
      ...{ isThread: true, editor: this.#editor, onEdit: () => this.#field.focus() },
    });
    this.#actions = new Actions(chat, this.#rows, {
      onReply: () => this.#field.focus(),
      onEdit: (message) => this.#edit(message),
    });
    walkByKeys(this.#rows, this.#rows);
    const label = text("answerHere");
    this.#field = build("textarea", {
      ...{ rows: "1", dir: "auto", placeholder: label, "aria-label": label, enterkeyhint: "send" },
    });
    this.element = build(
      "div",
      { class: "beside-content" },
      this.#status,
      this.#rows,
      this.#form(),
    );
  }

  /** @param {number} seq Of the message whose answers are shown. */
  open(seq) {
    this.#messages?.end();
    this.#messages = new ThreadMessages(this.#chat, seq);
    this.#field.value = "";
    this.#rows.replaceChildren();
    this.#messages.begin();
    this.#panel.open(this);
  }

  draw() {
    const messages = this.#messages;
    if (messages === undefined) return;
    if (!messages.isCurrent) return void this.#panel.close();
    const rows = this.#rows;
    const isAtEnd = rows.scrollHeight - rows.scrollTop - rows.clientHeight < NEAR_PX;
    this.#drawStatus(messages);
    patchMessages(rows, messages.messages, {
      keyOf: ({ key, state, revision = 0 }) => `${key} ${state} ${revision}`,
      draw: (message) => {
        const row = this.#view.draw(message, true);
        this.#actions.restore(row);
        return row;
      },
      isEdited: (message) => this.#editor.edits(message),
    });
    if (isAtEnd) rows.scrollTop = rows.scrollHeight;
  }

  focus() {
    this.#field.focus();
    this.#rows.scrollTop = this.#rows.scrollHeight;
  }

  onClose() {
    this.#messages?.end();
    this.#messages = undefined;
    this.#rows.replaceChildren();
    byId("timeline", HTMLElement).focus();
  }

  /** @param {ThreadMessages} messages */
  #drawStatus(messages) {
    const { state, hasOlder, isRootGone } = messages;
    const said = state === "loading"
      ? this.#text("loadingThread")
      : state === "failed"
      ? this.#text("threadFailed")
      : isRootGone
      ? this.#text("rootGone")
      : "";
    const label = state === "failed"
      ? this.#text("retry")
      : state === "idle" && hasOlder
      ? this.#text("olderAnswers")
      : "";
    const drawn = `${said}|${label}`;
    if (this.#status.dataset.drawn === drawn) return;
    this.#status.dataset.drawn = drawn;
    this.#status.hidden = drawn === "|";
    this.#status.replaceChildren(said);
    if (label === "") return;
    const button = build("button", { type: "button", class: "link" }, label);
    button.addEventListener("click", () => {
      // The button goes, and must not take the focus with it.
      this.#rows.focus();
      if (state === "failed") messages.begin();
      else messages.loadOlder();
      this.draw();
    });
    this.#status.append(button);
  }

  /** @param {Message} message An own one of the thread. */
  #edit(message) {
    this.#editor.begin(message);
    this.draw();
    this.#editor.focus();
  }

  #form() {
    const send = build("button", { type: "submit", class: "primary" }, this.#text("reply"));
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
    return form;
  }

  #submit() {
    const text = this.#field.value.trim();
    const messages = this.#messages;
    if (text === "" || messages === undefined) return;
    const { conversation, seq: re } = messages;
    const problem = this.#chat.speech.say(conversation, text, { re });
    this.#problem.hidden = problem === undefined;
    this.#problem.textContent = problem ?? "";
    if (problem === undefined) this.#field.value = "";
  }
}
