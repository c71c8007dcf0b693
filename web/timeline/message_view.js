import { summaryOf } from "../files/file_text.js";
import { fileView } from "../files/file_view.js";
import { build } from "../views/dom.js";
import { linkTo } from "../text/link_view.js";
import { plainText } from "../text/plain_text.js";
import { richText } from "../text/rich_text.js";
import { splitLinks } from "../text/link.js";
import { splitMentions } from "../text/mention.js";
import { hueOf, paintAvatar } from "../views/avatar.js";
import { setMessageOf } from "./message_rows.js";
import { isReactionOf } from "../../client/core/mod.ts";
import { isolated } from "../languages/texts.js";
import { foldName } from "../../vocabulary/mod.ts";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../entry.js").Message} Message */
/** @typedef {import("./editor.js").Editor} Editor */

/**
 * @typedef {object} MessageViewOptions
 * @property {Editor} [editor] Stands in place of the message that it edits.
 * @property {boolean} [isThread] True: all messages answer the same one, so none says so.
 * @property {(seq: number) => void} [onThread] Opens what answers a message.
 * @property {() => void} onEdit A failed text is back in the field, to be edited.
 */

const LONG_TEXT_CHARS = 2_500;
const LONG_TEXT_LINES = 30;
const QUOTED_CHARS = 120;

/** Draws messages. */
export class MessageView {
  #chat;
  #text;
  #clock;
  #options;
  /** @type {{members: string[], me: string, target: string, names: string[]} | undefined} */
  #named;

  /**
   * @param {Chat} chat
   * @param {import("./clock.js").Clock} clock
   * @param {MessageViewOptions} options
   */
  constructor(chat, clock, options) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
    this.#clock = clock;
    this.#options = options;
  }

  /**
   * @param {Message} entry
   * @param {boolean} isFirst
   * @param {number} [answers] The number of messages that answer it.
   */
  draw(entry, isFirst, answers = 0) {
    const { name, state, isOwn, mentionsMe, deleted, re } = entry;
    const item = build("li", { class: "message", tabindex: "-1" });
    setMessageOf(item, entry);
    item.classList.toggle("first", isFirst);
    item.classList.toggle("own", isOwn);
    item.classList.toggle("mentioned", mentionsMe && !deleted);
    item.classList.add(state);
    if (isFirst) {
      const avatar = build("span", { class: "avatar", "aria-hidden": "true" });
      paintAvatar(avatar, name);
      item.append(avatar, this.#heading(entry));
    } else {
      item.append(
        build("span", { class: "gutter", "aria-hidden": "true" }, this.#time(entry)),
        build("span", { class: "visually-hidden" }, `${name}: `),
      );
    }
    const { editor, isThread, onThread } = this.#options;
    if (re !== undefined && !isThread) item.append(this.#quote(re));
    item.append(editor?.edits(entry) ? editor.form : this.#body(entry));
    if (state === "failed") item.append(this.#failure(entry));
    if (entry.reactions !== undefined && entry.reactions.length > 0) {
      item.append(this.#reactions(entry, entry.reactions));
    }
    if (answers > 0 && onThread !== undefined) {
      const label = this.#text(answers === 1 ? "oneAnswer" : "answerCount", { count: answers });
      const button = build("button", { type: "button", class: "link thread-link" }, label);
      button.addEventListener("click", () => onThread(entry.seq));
      item.append(button);
    }
    return item;
  }

  /** @param {Message} entry */
  #heading(entry) {
    const { name } = entry;
    const label = build("bdi", { class: "name" }, name);
    label.style.setProperty("--hue", String(hueOf(name)));
    return build("div", { class: "heading" }, label, this.#time(entry));
  }

  /** @param {Message} entry */
  #time({ timeMs }) {
    const datetime = new Date(timeMs).toISOString();
    const title = this.#clock.full(timeMs);
    return build("time", { datetime, title }, this.#clock.time(timeMs));
  }

  /** @param {number} re The number of the message that is answered. */
  #quote(re) {
    const chat = this.#chat;
    const conversation = chat.current;
    const answered = conversation.find(re);
    const said = answered === undefined
      ? this.#text("earlierMessage")
      : answered.deleted
      ? this.#text("deleted")
      : plainText(summaryOf(answered)).slice(0, QUOTED_CHARS);
    const title = this.#text("jumpToIt");
    const name = answered === undefined ? "" : `${isolated(answered.name)}: `;
    const button = build(
      "button",
      { type: "button", class: "quote", title },
      build("span", { class: "visually-hidden" }, `${this.#text("answers")} `),
      build("b", {}, name),
      said,
    );
    button.addEventListener("click", () => chat.jump.to(conversation, re));
    return button;
  }

  /** @param {Message} entry */
  #body(entry) {
    const { msg, isOwn, state, deleted, edited, file } = entry;
    if (deleted) {
      return build(
        "div",
        { class: "body" },
        build("p", { class: "deleted" }, this.#text("deleted")),
      );
    }
    const paragraph = this.#textOf(entry);
    const body = build("div", { class: "body" });
    if (msg !== "" || file === undefined) body.append(paragraph);
    if (file !== undefined) body.append(fileView(file, this.#text));
    if (edited) {
      body.append(build("span", { class: "edited" }, this.#text("edited")));
    }
    if (entry.pinned) body.append(build("span", { class: "edited" }, this.#text("pinned")));
    if (this.#chat.changes.isWaiting(entry)) {
      body.append(build("span", { class: "edited" }, this.#text("changing")));
    }
    if (isOwn && state !== "failed") {
      const said = this.#text(state === "kept" ? "kept" : "sending");
      body.append(
        build(
          "span",
          { class: "mark", title: said },
          build("span", { "aria-hidden": "true" }, state === "kept" ? "✓" : "…"),
          build("span", { class: "visually-hidden" }, ` (${said})`),
        ),
      );
    }
    const isLong = msg.length > LONG_TEXT_CHARS || msg.split("\n").length > LONG_TEXT_LINES;
    if (!isLong) return body;
    paragraph.classList.add("folded");
    const more = build("button", { type: "button", class: "link" }, this.#text("showAll"));
    more.addEventListener("click", () => {
      paragraph.classList.remove("folded");
      more.remove();
    });
    body.append(more);
    return body;
  }

  /** @param {Message} entry */
  #textOf({ msg: text, name }) {
    const attributes = { class: "text", dir: "auto" };
    // The hub writes `/me` like this, which would look like an item of a list.
    const isAction = text.startsWith(`* ${name} `);
    const copyLabel = this.#text("copyCode");
    const rich = isAction
      ? undefined
      : richText(text, { pieces: (plain) => this.#pieces(plain), copyLabel });
    if (rich === undefined) return build("p", attributes, ...this.#pieces(text));
    return build("div", { ...attributes, class: "text rich" }, ...rich);
  }

  /**
   * @param {string} text
   * @returns {(Node | string)[]}
   */
  #pieces(text) {
    const { me } = this.#chat;
    const names = this.#names();
    return splitLinks(text).flatMap(({ text, url }) => {
      if (url !== undefined) return [linkTo(url, text)];
      return splitMentions(text, names).map((part) => {
        if (part.name === undefined) return part.text;
        const isMe = foldName(part.name) === foldName(me);
        return build("span", { class: isMe ? "mention me" : "mention" }, part.text);
      });
    });
  }

  /** The names that a message may mention: the same array until they change. */
  #names() {
    const { me, current } = this.#chat;
    const { members, isRoom, target } = current;
    const isKnown = this.#named?.members === members && this.#named.me === me &&
      this.#named.target === target;
    if (this.#named === undefined || !isKnown) {
      this.#named = { members, me, target, names: [me, ...(isRoom ? members : [target])] };
    }
    return this.#named.names;
  }

  /**
   * @param {Message} entry
   * @param {readonly import("../entry.js").Reaction[]} reactions
   */
  #reactions({ seq }, reactions) {
    const list = build("ul", { class: "reactions", "aria-label": this.#text("reactions") });
    for (const reaction of reactions) {
      const { react, names } = reaction;
      const isMine = isReactionOf(reaction, this.#chat.me);
      const label = `${react} ${names.length}: ${
        names.map(isolated).join(this.#text("listComma"))
      }`;
      const button = build(
        "button",
        { type: "button", title: label, "aria-label": label, "aria-pressed": String(isMine) },
        `${react} ${names.length}`,
      );
      button.addEventListener("click", () => this.#chat.changes.toggle(seq, react));
      list.append(build("li", {}, button));
    }
    return list;
  }

  /** @param {Message} entry */
  #failure(entry) {
    const chat = this.#chat;
    const conversation = chat.current;
    const again = build("button", { type: "button", class: "link" }, this.#text("sendAgain"));
    again.addEventListener("click", () => chat.speech.sayAgain(conversation, entry));
    const discard = build("button", { type: "button", class: "link" }, this.#text("discard"));
    discard.addEventListener("click", () => chat.speech.discard(conversation, entry));
    const edit = build("button", { type: "button", class: "link" }, this.#text("edit"));
    edit.addEventListener("click", () => {
      chat.speech.takeBack(conversation, entry);
      this.#options.onEdit();
    });
    const why = `${this.#text("failed")} ${entry.why ?? ""} `;
    return build("p", { class: "failure" }, why, again, " ", edit, " ", discard);
  }
}
