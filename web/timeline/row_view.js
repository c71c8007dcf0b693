import { build } from "../views/dom.js";
import { MessageView } from "./message_view.js";
import { summarize } from "./rows.js";
import { isolated } from "../languages/texts.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../entry.js").Presence} Presence */
/** @typedef {import("./rows.js").Row} Row */

const NAMES_SHOWN = 4;

/** Draws the rows of the timeline. */
export class RowView {
  #chat;
  #text;
  #clock;
  #messages;

  /**
   * @param {Chat} chat
   * @param {import("./clock.js").Clock} clock
   * @param {ConstructorParameters<typeof MessageView>[2]} options
   */
  constructor(chat, clock, options) {
    this.#chat = chat;
    this.#messages = new MessageView(chat, clock, options);
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
        return this.#messages.draw(row.entry, row.isFirst, row.answers);
      case "presence":
        return this.#presence(row.entries);
      case "remark":
        return this.#remark(row.entry);
    }
  }

  /** @param {import("../entry.js").Remark} entry */
  #remark(entry) {
    const item = build("li", { class: `remark is-${entry.what}` }, plain(entry.text));
    if (entry.what !== "hole") return item;
    const chat = this.#chat;
    const conversation = chat.current;
    const more = build("button", { type: "button", class: "link" }, this.#text("loadHole"));
    more.addEventListener("click", () => chat.archive.loadHole(conversation, entry));
    item.append(more);
    return item;
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
