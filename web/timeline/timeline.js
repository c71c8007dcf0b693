import { byId, setText } from "../views/dom.js";
import { Actions } from "./actions.js";
import { Editor } from "./editor.js";
import { rowOf } from "./message_rows.js";
import { walkByKeys } from "./walk.js";
import { firstUnread, UnreadButton } from "./unread_button.js";
import { RowWindow } from "./row_window.js";
import { RowView } from "./row_view.js";
import { patchMessages } from "./patch_messages.js";
import { TimelineTop } from "./timeline_top.js";
import { rowsOf } from "./rows.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */
/** @typedef {import("../entry.js").Message} Message */

const NEAR_PX = 80;
const LOAD_WITHIN_PX = 600;
const ANCHORS = 5;

/** Shows the current conversation, and scrolls through it. */
export class Timeline {
  #chat;
  #text;
  #view;
  #editor;
  #window = new RowWindow();
  #actions;
  #box = byId("timeline", HTMLElement);
  #rows = byId("rows", HTMLElement);
  #top;
  #toBottom = byId("to-bottom", HTMLButtonElement);
  #toUnread;
  /** @type {Conversation | undefined} */
  #shown;
  #shownVersion = -1;
  #isAtBottom = true;
  #newBelow = 0;
  #lastKey = "";

  /**
   * @param {Chat} chat
   * @param {import("./clock.js").Clock} clock
   * @param {{onWrite: () => void, onThread: (seq: number) => void}} handlers `onWrite`: the reader goes on
   * in the field below.
   */
  constructor(chat, clock, { onWrite, onThread }) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
    this.#editor = new Editor(chat, onWrite);
    this.#view = new RowView(chat, clock, {
      ...{ editor: this.#editor, onEdit: onWrite, onThread },
    });
    this.#actions = new Actions(chat, this.#rows, {
      onReply: (message) => {
        chat.current.answered = message;
        chat.handlers.onChange();
        onWrite();
      },
      onEdit: (message) => this.edit(message),
      onThread: ({ seq, re }) => onThread(re ?? seq),
    });
    walkByKeys(this.#box, this.#rows);
    this.#box.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#top = new TimelineTop(chat);
    this.#toUnread = new UnreadButton(chat, this.#box, (message) => {
      this.draw();
      if (message !== undefined) this.#showMessage(message);
    });
    this.#toBottom.addEventListener("click", () => this.scrollToBottom());
    new ResizeObserver(() => this.#isAtBottom && this.scrollToBottom()).observe(this.#box);
  }

  draw() {
    const { current } = this.#chat;
    const isOther = current !== this.#shown;
    if (isOther) {
      this.#rows.replaceChildren();
      this.#window.follow();
      this.#isAtBottom = true;
      this.#newBelow = 0;
    }
    const isChanged = isOther || current.version !== this.#shownVersion;
    if (isChanged) {
      if (this.#isAtBottom) current.trim();
      this.#countNew(current, isOther);
      this.#drawRows(current);
    }
    this.#shown = current;
    this.#shownVersion = current.version;
    this.#top.draw();
    if (this.#isAtBottom && isChanged) this.scrollToBottom();
    const message = this.#chat.jump.arrive();
    if (message !== undefined) this.#showMessage(message);
    this.#drawToBottom();
    this.#toUnread.draw();
    this.#loadIfNear();
  }

  /** @param {Message} message An own one of the conversation that is shown. */
  edit(message) {
    this.#editor.begin(message);
    this.draw();
    this.#bringIn(message);
    this.#editor.focus();
  }

  /**
   * Brings a message into sight, and marks it.
   *
   * @param {Message} message
   */
  #showMessage(message) {
    this.#bringIn(message);
    const row = this.#rowOf(message);
    if (row === undefined) return;
    for (const marked of this.#rows.querySelectorAll(".jumped")) marked.classList.remove("jumped");
    row.classList.add("jumped");
    row.scrollIntoView({ block: "center" });
    row.focus({ preventScroll: true });
    this.#scrolled();
  }

  /** @param {Message} message Its row comes into the document, if it is too far out of sight. */
  #bringIn(message) {
    if (this.#rowOf(message) !== undefined) return;
    this.#isAtBottom = false;
    this.#window.center(message);
    this.#drawRows(this.#chat.current);
  }

  /** @param {Message} message */
  #rowOf(message) {
    return rowOf(this.#rows, message);
  }

  scrollToBottom() {
    if (this.#window.hasBelow) {
      this.#isAtBottom = true;
      this.#drawRows(this.#chat.current);
    }
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#isAtBottom = true;
    this.#newBelow = 0;
    this.#drawToBottom();
  }

  /** @param {number} pages Down; negative: up. */
  scrollPages(pages) {
    this.#box.scrollBy({ top: pages * this.#box.clientHeight * 0.85 });
  }

  /** Draws all rows anew, since "today" and "yesterday" name other days after midnight. */
  forgetRows() {
    this.#rows.replaceChildren();
    this.#shownVersion = -1;
  }

  /**
   * Draws the rows. A reader who has scrolled up keeps the same messages in sight.
   *
   * @param {Conversation} conversation
   */
  #drawRows(conversation) {
    const anchors = this.#isAtBottom ? [] : this.#firstVisible();
    const all = rowsOf(conversation.entries, firstUnread(conversation)?.key ?? "");
    const rows = this.#window.slice(all, this.#isAtBottom);
    patchMessages(this.#rows, rows, {
      keyOf: (row) => row.key,
      draw: (row) => this.#drawRow(row),
      isEdited: (message) => this.#editor.edits(message),
    });
    // The first anchor may have been drawn anew, without its heading, so a later one stands in.
    const anchor = anchors.find(({ row }) => row.isConnected);
    if (anchor === undefined) return;
    this.#box.scrollTop += anchor.row.getBoundingClientRect().top - anchor.top;
  }

  /** @param {import("./rows.js").Row} row */
  #drawRow(row) {
    const element = this.#view.draw(row);
    this.#actions.restore(element);
    return element;
  }

  /** Returns the first messages in sight, with their positions. */
  #firstVisible() {
    const { top: edge } = this.#box.getBoundingClientRect();
    const found = [];
    for (const row of this.#rows.querySelectorAll("li.message")) {
      const { top, bottom } = row.getBoundingClientRect();
      if (bottom > edge) found.push({ row, top });
      if (found.length === ANCHORS) break;
    }
    return found;
  }

  /**
   * @param {Conversation} conversation
   * @param {boolean} isOther
   */
  #countNew({ entries }, isOther) {
    const heard = entries.filter(({ kind }) => kind === "message");
    const from = heard.findLastIndex(({ key }) => key === this.#lastKey);
    if (!isOther && !this.#isAtBottom && from >= 0) this.#newBelow += heard.length - 1 - from;
    this.#lastKey = heard.at(-1)?.key ?? "";
  }

  #drawToBottom() {
    this.#toBottom.hidden = this.#isAtBottom;
    const count = this.#newBelow;
    setText(this.#toBottom, this.#text(count > 0 ? "newBelow" : "toBottom", { count }));
    this.#toBottom.classList.toggle("fresh", count > 0);
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#box;
    const belowPx = scrollHeight - scrollTop - clientHeight;
    this.#isAtBottom = belowPx < NEAR_PX && !this.#window.hasBelow;
    if (this.#isAtBottom) this.#newBelow = 0;
    if (scrollTop < LOAD_WITHIN_PX && this.#window.hasAbove) this.#moveWindow("up");
    else if (belowPx < LOAD_WITHIN_PX && this.#window.hasBelow) this.#moveWindow("down");
    this.#drawToBottom();
    this.#toUnread.draw();
    this.#loadIfNear();
  }

  /** @param {"up" | "down"} direction */
  #moveWindow(direction) {
    this.#isAtBottom = false;
    this.#window.move(direction);
    this.#drawRows(this.#chat.current);
  }

  #loadIfNear() {
    const { current } = this.#chat;
    if (this.#window.hasAbove) return;
    if (current.loading === "idle" && this.#box.scrollTop < LOAD_WITHIN_PX && this.#chat.isOnline) {
      this.#chat.archive.loadOlder(current);
    }
  }
}
