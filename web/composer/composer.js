import { runLine } from "./commands.js";
import { completionOf } from "./completion.js";
import { withEmoji } from "../text/emoji.js";
import { build, byId } from "../views/dom.js";
import { commandIn, foldName, holdsSecret, spokenText } from "../../vocabulary/mod.ts";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("./completion.js").Completion} Completion */

/** The field in which the reader writes. */
export class Composer {
  #chat;
  #text;
  #onScroll;
  #onEditLast;
  #field = byId("message", HTMLTextAreaElement);
  #list = byId("suggestions", HTMLElement);
  #problem = byId("composer-problem", HTMLElement);
  /** @type {Completion | undefined} */
  #completion;
  #chosen = 0;
  /** @type {import("../conversation.js").Conversation | undefined} */
  #shown;

  /**
   * @param {Chat} chat
   * @param {{onScroll: (pages: number) => void, onSent: () => void,
   *   onEditLast: (message: import("../entry.js").Message) => void}} handlers
   */
  constructor(chat, { onScroll, onSent, onEditLast }) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
    this.#onScroll = onScroll;
    this.#onEditLast = onEditLast;
    const field = this.#field;
    byId("composer", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#submit()) onSent();
    });
    field.addEventListener("keydown", (event) => this.#keyDown(event));
    field.addEventListener("input", () => this.#changed());
    field.addEventListener("blur", () => this.#offer(undefined));
  }

  draw() {
    const { current, drafts, hasLeft } = this.#chat;
    if (hasLeft) this.#explain(undefined);
    const label = this.#text("messageTo", { target: current.target });
    if (this.#field.placeholder !== label) this.#field.placeholder = this.#field.ariaLabel = label;
    const draft = drafts.get(current.target);
    // The draft differs from the field if it was restored, or belongs to another conversation.
    if (current === this.#shown && draft === this.#field.value) return;
    if (current !== this.#shown) this.#explain(undefined);
    this.#shown = current;
    this.#field.value = draft;
    this.#offer(undefined);
    this.#fit();
  }

  focus() {
    this.#field.focus();
  }

  /**
   * Sends files. A text that stands in the field goes with the first one, unless it is a command.
   *
   * @param {readonly File[]} files
   */
  sendFiles(files) {
    const chat = this.#chat;
    const { current } = chat;
    const typed = this.#field.value.trim();
    const caption = commandIn(typed) === undefined ? spokenText(withEmoji(typed)) : "";
    const problem = chat.speech.sizeProblem(caption) ?? chat.uploads.add(current, files, caption);
    this.#explain(problem);
    if (problem !== undefined || caption === "") return;
    chat.drafts.set(current.target, "", Date.now());
    chat.handlers.onChange();
  }

  /** @returns {boolean} True if the line was sent or run; otherwise the field keeps its text. */
  #submit() {
    const chat = this.#chat;
    const { current } = chat;
    const line = this.#field.value.trim();
    if (line === "" || chat.hasLeft) return false;
    const problem = runLine(chat, line, () => this.#restoreLine(current.target, line));
    this.#explain(problem);
    if (problem !== undefined) return false;
    chat.drafts.set(current.target, "", Date.now());
    chat.receiver.typists.sent();
    this.#field.value = "";
    this.#offer(undefined);
    this.#fit();
    return true;
  }

  /**
   * Puts a refused command back into the field, so that the reader can correct it, unless the reader
   * writes another text. A password isn't shown again.
   *
   * @param {string} target
   * @param {string} line
   */
  #restoreLine(target, line) {
    const { drafts } = this.#chat;
    if (holdsSecret(line) || drafts.get(target) !== "") return;
    drafts.set(target, line, Date.now());
  }

  /** @param {string | undefined} problem The reason why the text in the field isn't sent. */
  #explain(problem) {
    this.#problem.hidden = problem === undefined;
    this.#problem.textContent = problem ?? "";
  }

  /** @param {KeyboardEvent} event */
  #keyDown(event) {
    // While a word is being composed, as in Chinese, keys belong to the input method.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.#completion !== undefined && this.#completionKey(event)) {
      event.preventDefault();
    } else if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      byId("composer", HTMLFormElement).requestSubmit();
    } else if (event.key === "ArrowUp" && this.#field.value === "" && !event.altKey) {
      this.#editLast(event);
    } else if (event.key === "Escape" && this.#chat.current.answered !== undefined) {
      event.preventDefault();
      this.#chat.current.answered = undefined;
      this.#chat.handlers.onChange();
    } else if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      this.#onScroll(event.key === "PageUp" ? -1 : 1);
    }
  }

  /** @param {KeyboardEvent} event */
  #editLast(event) {
    const { current, changes, hasLeft } = this.#chat;
    const message = hasLeft ? undefined : changes.lastOwn(current);
    if (message === undefined) return;
    event.preventDefault();
    this.#onEditLast(message);
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} True if the suggestions have handled the key.
   */
  #completionKey({ key, shiftKey }) {
    const count = this.#completion?.options.length ?? 0;
    const { start = 0, options = [] } = this.#completion ?? {};
    const typed = this.#field.value.slice(start, this.#field.selectionStart);
    const isTyped = options[this.#chosen]?.insert.trim() === typed.trim();
    if (key === "ArrowDown") this.#choose((this.#chosen + 1) % count);
    else if (key === "ArrowUp") this.#choose((this.#chosen + count - 1) % count);
    else if (key === "Escape") this.#offer(undefined);
    else if (key === "Tab" && !shiftKey) this.#accept(this.#chosen);
    else if (key === "Enter" && !shiftKey && !isTyped) this.#accept(this.#chosen);
    else return false;
    return true;
  }

  #changed() {
    const { drafts, handlers } = this.#chat;
    drafts.set(this.#chat.current.target, this.#field.value, Date.now());
    this.#chat.receiver.typists.writes(this.#field.value);
    this.#explain(undefined);
    this.#fit();
    handlers.onChange();
    const before = this.#field.value.slice(0, this.#field.selectionStart);
    const { current, conversations, allRooms, me } = this.#chat;
    const talks = this.#chat.list.filter(({ isRoom }) => !isRoom).map(({ target }) => target);
    const here = current.isRoom ? current.members : [current.target];
    const names = new Set([...here, ...talks].filter((name) => foldName(name) !== foldName(me)));
    const rooms = new Set([
      ...[...conversations.values()].filter(({ isRoom }) => isRoom).map(({ target }) => target),
      ...allRooms.map(({ room }) => room),
    ]);
    this.#offer(completionOf(before, { names: [...names], rooms: [...rooms] }));
  }

  /** @param {Completion | undefined} completion */
  #offer(completion) {
    this.#completion = completion;
    this.#list.hidden = completion === undefined;
    this.#list.replaceChildren();
    if (completion === undefined) return this.#field.removeAttribute("aria-activedescendant");
    completion.options.forEach(({ label, help }, index) => {
      const option = build("li", { role: "option", id: `option-${index}` });
      option.append(build("bdi", { class: "label" }, label));
      if (help !== undefined) option.append(build("span", { class: "hint" }, this.#text(help)));
      // A click would come too late: the field would have lost its focus.
      option.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        this.#accept(index);
      });
      this.#list.append(option);
    });
    this.#choose(0);
  }

  /** @param {number} index */
  #choose(index) {
    this.#chosen = index;
    [...this.#list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === index));
      if (at === index) option.scrollIntoView({ block: "nearest" });
    });
    this.#field.setAttribute("aria-activedescendant", `option-${index}`);
  }

  /** @param {number} index */
  #accept(index) {
    const { start = 0, options = [] } = this.#completion ?? {};
    this.#field.setRangeText(options[index].insert, start, this.#field.selectionStart, "end");
    this.#changed();
  }

  /** Makes the field as high as its text, up to a limit in the style sheet. */
  #fit() {
    this.#field.style.height = "auto";
    this.#field.style.height = `${this.#field.scrollHeight + 2}px`;
  }
}
