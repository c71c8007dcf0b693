import { build, byId, icon, setText } from "../views/dom.js";
import { withFile } from "../files/file_text.js";
import { onLongPress } from "./long_press.js";
import { messageUrl } from "../navigation/address.js";
import { copyText } from "../views/copy.js";
import { messageOf } from "./message_rows.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../entry.js").Message} Message */
/** @typedef {import("../languages/texts.js").TextKey} TextKey */

const ICONS = {
  react:
    "M10 2.500a7.500 7.500 0 100 15 7.500 7.500 0 000-15zM6.500 12c1.600 2.600 5.400 2.600 7 0M7.500 7.500h.01M12.500 7.500h.01",
  reply: "M8 5L3.500 9.500 8 14M4 9.500h7c3.500 0 5.500 2 5.500 5.500",
  thread: "M3.5 4.5h13v9h-7l-3.500 3v-3h-2.500zM7 8h6M7 10.500h4",
  edit: "M4 16l1-4 8-8 3 3-8 8zM11.500 5.500l3 3",
  link:
    "M8.500 11.500a3 3 0 004.500 0l2.500-2.500a3.200 3.200 0 00-4.500-4.500l-1 1M11.500 8.500a3 3 0 00-4.500 0L4.500 11a3.200 3.200 0 004.500 4.500l1-1",
  copy: "M7 7V4h9v9h-3M4 7h9v9H4z",
  delete: "M4 6h12M8 6V4h4v2M5.500 6l1 10.500h7l1-10.500",
};

/** Between the bar and the edge of what is in sight. */
const EDGE_PX = 4;
/** The reactions that the bar offers. */
const REACTIONS = ["👍", "❤️", "😂", "🎉", "😮", "😢", "🙏", "👀"];

/**
 * @typedef {object} ActionHandlers
 * @property {(message: Message) => void} onReply
 * @property {(message: Message) => void} onEdit
 * @property {(message: Message) => void} [onThread] Absent in a thread.
 */

/**
 * The bar of a message's actions. There is one bar, in the message that the pointer is over, that has
 * the focus, or that was pressed for long.
 */
export class Actions {
  #chat;
  #text;
  #handlers;
  #bar;
  /** @type {Message | undefined} */
  #message;
  /** @type {"actions" | "reactions" | "deletion"} */
  #shows = "actions";
  /** True while a finger was used last: its tap gives a message the focus, which opens nothing. */
  #isTouched = false;

  /**
   * @param {Chat} chat
   * @param {HTMLElement} rows
   * @param {ActionHandlers} handlers
   */
  constructor(chat, rows, handlers) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
    this.#handlers = handlers;
    const label = this.#text("actions");
    this.#bar = build("div", { class: "actions", role: "toolbar", "aria-label": label });
    rows.addEventListener("pointerover", (event) => {
      if (event.pointerType !== "touch") this.#showIn(rowAround(event.target));
    });
    rows.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch" && !rows.contains(document.activeElement)) this.#hide();
    });
    rows.addEventListener("focusin", (event) => {
      if (!this.#isTouched) this.#showIn(rowAround(event.target));
    });
    onLongPress(rows, (target) => this.#showIn(rowAround(target)));
    document.addEventListener("pointerdown", (event) => this.#pointerDown(event), true);
    document.addEventListener("keydown", () => this.#isTouched = false, true);
    this.#bar.addEventListener("keydown", (event) => this.#keyDown(event));
  }

  /** @param {Element} row A message that was drawn anew. */
  restore(row) {
    if (this.#message !== undefined && messageOf(row) === this.#message) this.#showIn(row);
  }

  /** @param {PointerEvent} event A finger beside the bar closes it. */
  #pointerDown({ pointerType, target }) {
    this.#isTouched = pointerType === "touch";
    const isInBar = target instanceof Node && this.#bar.contains(target);
    if (this.#isTouched && !isInBar) this.#hide();
  }

  /** @param {Element | null} row */
  #showIn(row) {
    const message = row === null ? undefined : messageOf(row);
    if (row === null || message === undefined) return;
    const isEdited = row.querySelector(".editor") !== null;
    if (isEdited || !this.#canAct(message)) return this.#hide();
    if (message !== this.#message) this.#shows = "actions";
    else if (this.#bar.parentElement === row) return;
    this.#message = message;
    this.#draw();
    row.append(this.#bar);
    this.#place(row);
  }

  /** @param {Element} row Its bar stands above it, or at the edge of what is in sight. */
  #place(row) {
    this.#bar.style.top = "";
    const box = row.closest("#timeline, .thread");
    if (box === null) return;
    const hiddenPx = box.getBoundingClientRect().top - this.#bar.getBoundingClientRect().top;
    if (hiddenPx > 0) this.#bar.style.top = `${this.#bar.offsetTop + hiddenPx + EDGE_PX}px`;
  }

  #hide() {
    this.#message = undefined;
    this.#bar.remove();
  }

  /** @param {Message} message */
  #canAct({ seq, deleted, era }) {
    return Number.isFinite(seq) && !deleted && era === this.#chat.current.era;
  }

  #draw() {
    const message = this.#message;
    if (message === undefined) return;
    this.#bar.replaceChildren(...this.#buttons(message));
  }

  /** @param {Message} message */
  #buttons(message) {
    switch (this.#shows) {
      case "reactions":
        return REACTIONS.map((react) =>
          this.#button(react, react, () => {
            this.#chat.changes.toggle(message.seq, react);
            this.#show("actions");
          })
        );
      case "deletion":
        return [
          build("span", { class: "question" }, this.#text("deleteQuestion")),
          this.#wordButton("deleteIt", () => {
            this.#chat.changes.remove(message.seq);
            this.#show("actions");
          }),
          this.#wordButton("cancel", () => this.#show("actions")),
        ];
      case "actions":
        return this.#actions(message);
    }
  }

  /** @param {Message} message */
  #actions(message) {
    const { onReply, onEdit, onThread } = this.#handlers;
    const { seq, msg, file } = message;
    const url = messageUrl(this.#chat.current.target, seq);
    const isOpen = this.#chat.changes.isOpen(message);
    return [
      this.#button(icon(ICONS.react), this.#text("react"), () => this.#show("reactions")),
      this.#button(icon(ICONS.reply), this.#text("reply"), () => onReply(message)),
      ...(onThread
        ? [this.#button(icon(ICONS.thread), this.#text("openThread"), () => onThread(message))]
        : []),
      ...(isOpen
        ? [this.#button(icon(ICONS.edit), this.#text("edit"), () => onEdit(message))]
        : []),
      this.#button(
        icon(ICONS.copy),
        this.#text("copyText"),
        () => this.#copy(withFile(msg, file), "textCopied"),
      ),
      this.#button(icon(ICONS.link), this.#text("copyLink"), () => this.#copy(url, "linkCopied")),
      ...(isOpen
        ? [this.#button(icon(ICONS.delete), this.#text("delete"), () => this.#show("deletion"))]
        : []),
    ];
  }

  /**
   * @param {string} text
   * @param {"textCopied" | "linkCopied"} said
   */
  async #copy(text, said) {
    await copyText(text);
    setText(byId("announcer", HTMLElement), this.#text(said));
  }

  /** @param {"actions" | "reactions" | "deletion"} what */
  #show(what) {
    const hadFocus = this.#bar.contains(document.activeElement);
    this.#shows = what;
    this.#draw();
    if (hadFocus) this.#bar.querySelector("button")?.focus();
  }

  /**
   * @param {Node | string} sign
   * @param {string} label
   * @param {() => void} onClick
   */
  #button(sign, label, onClick) {
    const attributes = { type: "button", title: label, "aria-label": label };
    const button = build("button", attributes, build("span", { "aria-hidden": "true" }, sign));
    button.addEventListener("click", onClick);
    return button;
  }

  /**
   * @param {TextKey} key
   * @param {() => void} onClick
   */
  #wordButton(key, onClick) {
    const button = build("button", { type: "button", class: "word" }, this.#text(key));
    button.addEventListener("click", onClick);
    return button;
  }

  /** @param {KeyboardEvent} event */
  #keyDown(event) {
    const buttons = [...this.#bar.querySelectorAll("button")];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const { key } = event;
    if (key === "ArrowRight" || key === "ArrowLeft") {
      buttons.at((at + (key === "ArrowRight" ? 1 : -1)) % buttons.length)?.focus();
    } else if (key === "Escape" && this.#shows !== "actions") this.#show("actions");
    else if (key === "Escape") this.#bar.parentElement?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** @param {EventTarget | null} target */
function rowAround(target) {
  return target instanceof Element ? target.closest("li.message") : null;
}
