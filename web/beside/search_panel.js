import { captionOf, summaryOf } from "../files/file_text.js";
import { build, byId, patch, setText } from "../views/dom.js";
import { excerpt, highlighted, wordsOf } from "../text/highlight.js";
import { plainText } from "../text/plain_text.js";
import { messageUrl } from "../navigation/address.js";
import { foldName } from "../../vocabulary/mod.ts";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("./panel.js").Panel} Panel */
/** @typedef {import("../../client/core/mod.ts").Message} FoundMessage */

const EXCERPT_CHARS = 280;

/**
 * @param {string} msg
 * @param {string[]} words
 * @returns {string} Without the signs of Markdown, unless some word was found in them.
 */
function readable(msg, words) {
  const plain = plainText(msg, msg.length);
  const lower = plain.toLowerCase();
  return words.every((word) => lower.includes(word)) ? plain : msg;
}

/** Searches, and leads to what was found. */
export class SearchPanel {
  #chat;
  #text;
  #clock;
  #panel;
  #field;
  #status = build("p", { class: "hint", role: "status" });
  #results = build("ol", { class: "results" });
  #more;
  element;
  title;
  #isNarrow = matchMedia("(max-width: 1080px)");

  /**
   * @param {Chat} chat
   * @param {import("../timeline/clock.js").Clock} clock
   * @param {Panel} panel
   */
  constructor(chat, clock, panel) {
    const text = this.#text = chat.handlers.text;
    this.#chat = chat;
    this.#clock = clock;
    this.#panel = panel;
    this.title = text("search");
    const label = text("searchWords");
    this.#field = build("input", { type: "search", dir: "auto", maxlength: "256" });
    this.#field.ariaLabel = this.#field.placeholder = label;
    const button = build("button", { type: "submit", class: "primary" }, text("searchIt"));
    const form = build("form", { class: "search", role: "search" }, this.#field, button);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const words = this.#field.value.trim();
      if (words !== "") chat.search.begin(words);
    });
    this.#more = build("button", { type: "button", hidden: true }, text("olderResults"));
    this.#more.addEventListener("click", () => chat.search.goOn());
    const hint = build("p", { class: "hint" }, text("searchHint"));
    const list = build("div", { class: "found" }, this.#status, this.#results, this.#more);
    this.element = build("div", { class: "beside-content" }, form, hint, list);
    byId("show-search", HTMLButtonElement).addEventListener("click", () => this.open());
  }

  /** @param {string} [words] Searched at once. */
  open(words) {
    this.#panel.open(this);
    if (words === undefined) return;
    this.#field.value = words;
    this.#chat.search.begin(words);
  }

  draw() {
    const { search, me } = this.#chat;
    const { state, results, words, before } = search;
    setText(this.#status, this.#statusText());
    this.#more.hidden = before === undefined || state !== "found";
    const marked = wordsOf(words);
    patch(
      this.#results,
      results,
      ({ seq, name, msg, deleted }) => JSON.stringify([seq, name, msg, deleted, words, me]),
      (found) => this.#drawResult(found, marked),
    );
  }

  #statusText() {
    const { state, results, problem, before } = this.#chat.search;
    switch (state) {
      case "idle":
        return "";
      case "asking":
        return this.#text("searching");
      case "failed":
        return problem;
      case "found": {
        const count = results.length;
        if (count === 0) return this.#text(before === undefined ? "nothingFound" : "nothingYet");
        return this.#text(count === 1 ? "oneFound" : "countFound", { count });
      }
    }
  }

  focus() {
    this.#field.focus();
    this.#field.select();
  }

  onClose() {}

  /**
   * @param {FoundMessage} found
   * @param {string[]} words
   */
  #drawResult(found, words) {
    const { name, msg, seq, time, deleted, file } = found;
    const target = this.#targetOf(found);
    const timeMs = Date.parse(time);
    const when = `${this.#clock.day(timeMs, Date.now())}, ${this.#clock.time(timeMs)}`;
    const head = build(
      "span",
      { class: "result-head" },
      build("bdi", { class: "result-name" }, name),
      ` · ${target} · ${when}`,
    );
    const caption = summaryOf({ msg: captionOf(msg, file), file });
    const text = deleted
      ? [build("i", {}, this.#text("deleted"))]
      : highlighted(excerpt(readable(caption, words), words, EXCERPT_CHARS), words);
    const body = build("span", { class: "result-text", dir: "auto" }, ...text);
    const button = build("button", { type: "button", class: "result" }, head, body);
    button.addEventListener("click", () => this.#goTo(found, target, seq));
    return build("li", {}, button);
  }

  /** @param {FoundMessage} found */
  #targetOf({ to, name }) {
    if (to.startsWith("#")) return to;
    return foldName(to) === foldName(this.#chat.me) ? name : to;
  }

  /**
   * @param {FoundMessage} found
   * @param {string} target
   * @param {number} seq
   */
  #goTo(found, target, seq) {
    const { conversations, receiver, jump } = this.#chat;
    const isTalk = !target.startsWith("#");
    const open = isTalk ? this.#chat.open(target) : conversations.get(foldName(target));
    // The archive has no direct messages, so the talk gets what the search has brought.
    if (isTalk && open !== undefined) receiver.addMessage(open, found);
    if (open !== undefined) jump.to(open, seq);
    else location.hash = new URL(messageUrl(target, seq)).hash;
    if (this.#isNarrow.matches) this.#panel.close();
  }
}
