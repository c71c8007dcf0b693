import { build } from "../views/dom.js";
import { splitLinks } from "./link.js";
import { splitMentions } from "./mention.js";
import { hueOf, paintAvatar } from "../views/avatar.js";
import { summarize } from "./rows.js";
import { isolated } from "../languages/texts.js";
import { foldName } from "../../vocabulary/mod.ts";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Message} Message */
/** @typedef {import("../conversation.js").Presence} Presence */
/** @typedef {import("./rows.js").Row} Row */

const NAMES_SHOWN = 4;
const LONG_TEXT_CHARS = 2_500;
const LONG_TEXT_LINES = 30;

/** Draws the rows of the timeline. */
export class RowView {
  #chat;
  #text;
  #clock;
  #onEdit;

  /**
   * @param {Chat} chat
   * @param {import("./clock.js").Clock} clock
   * @param {() => void} onEdit A failed text is back in the field, to be edited.
   */
  constructor(chat, clock, onEdit) {
    this.#chat = chat;
    this.#onEdit = onEdit;
    this.#text = chat.handlers.text;
    this.#clock = clock;
  }

  /**
   * @param {Row} row
   * @returns {HTMLElement}
   */
  draw(row) {
    switch (row.kind) {
      case "day": {
        const day = this.#clock.day(row.timeMs, Date.now());
        return build("li", { class: "day" }, build("span", {}, day));
      }
      case "unread":
        return build("li", { class: "new" }, build("span", {}, this.#text("newHere")));
      case "message":
        return this.#message(row.entry, row.isFirst);
      case "presence":
        return this.#presence(row.entries);
      case "remark":
        return build("li", { class: `remark is-${row.entry.what}` }, plain(row.entry.text));
    }
  }

  /**
   * @param {Message} entry
   * @param {boolean} isFirst
   */
  #message(entry, isFirst) {
    const { name, state, isOwn, mentionsMe } = entry;
    const item = build("li", { class: "message" });
    item.classList.toggle("first", isFirst);
    item.classList.toggle("own", isOwn);
    item.classList.toggle("mentioned", mentionsMe);
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
    item.append(this.#body(entry));
    if (state === "failed") item.append(this.#failure(entry));
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

  /** @param {Message} entry */
  #body(entry) {
    const { text, isOwn, state } = entry;
    const paragraph = build("p", { class: "text", dir: "auto" }, ...this.#pieces(text));
    const body = build("div", { class: "body" }, paragraph);
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
    const isLong = text.length > LONG_TEXT_CHARS || text.split("\n").length > LONG_TEXT_LINES;
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

  /**
   * @param {string} text
   * @returns {(Node | string)[]}
   */
  #pieces(text) {
    const { me, current } = this.#chat;
    const names = [me, ...(current.isRoom ? current.members : [current.target])];
    return splitLinks(text).flatMap(({ text, url }) => {
      if (url !== undefined) return [linkTo(url, text)];
      return splitMentions(text, names).map((part) => {
        if (part.name === undefined) return part.text;
        const isMe = foldName(part.name) === foldName(me);
        return build("span", { class: isMe ? "mention me" : "mention" }, part.text);
      });
    });
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
      this.#onEdit();
    });
    const why = `${this.#text("failed")} ${entry.why ?? ""} `;
    return build("p", { class: "failure" }, why, again, " ", edit, " ", discard);
  }

  /** @param {Presence[]} entries */
  #presence(entries) {
    const { joined, left, cameBack, cameAndWent, renamed } = summarize(entries);
    const said = [
      this.#namesIn("joined", joined),
      this.#namesIn("left", left),
      this.#namesIn("cameBack", cameBack),
      this.#namesIn("cameAndWent", cameAndWent),
      ...renamed.map(({ name, now }) => this.#text("renamed", { name, now })),
    ].filter((text) => text !== "").join(" · ");
    if (entries.length === 1) return build("li", { class: "presence" }, build("span", {}, said));
    const list = build("ul", {});
    for (const { what, name, now = "", timeMs } of entries) {
      const key = what === "join" ? "joined" : what === "leave" ? "left" : "renamed";
      const line = this.#text(key, { names: name, name, now });
      const time = build("span", { class: "when" }, this.#clock.time(timeMs));
      list.append(build("li", {}, time, ` ${line}`));
    }
    const details = build("details", {}, build("summary", {}, said), list);
    return build("li", { class: "presence" }, details);
  }

  /**
   * @param {"joined" | "left" | "cameBack" | "cameAndWent"} key
   * @param {string[]} names
   */
  #namesIn(key, names) {
    if (names.length === 0) return "";
    const shown = names.slice(0, NAMES_SHOWN).map(isolated).join(this.#text("listComma"));
    const count = names.length - NAMES_SHOWN;
    const all = count > 0 ? this.#text("andOthers", { names: shown, count }) : shown;
    return this.#text(key, { names: all });
  }
}

/** @param {string} text */
function plain(text) {
  return build("span", { dir: "auto" }, text);
}

/**
 * @param {string} url
 * @param {string} text
 */
function linkTo(url, text) {
  const attributes = {
    href: url,
    target: "_blank",
    rel: "noopener noreferrer nofollow",
    // Shows the address that the link leads to, with a host in another script in its encoded form.
    title: url === text || url === `${text}/` ? undefined : url,
  };
  return build("a", attributes, text);
}
