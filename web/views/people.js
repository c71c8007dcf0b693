import { build, byId, patch, setText } from "./dom.js";
import { paintAvatar } from "./avatar.js";
import { foldName } from "../../vocabulary/mod.ts";

/** @typedef {import("../chat.js").Chat} Chat */

/** Lists the members of the room that is shown. */
export class People {
  #chat;
  #text;
  #onPick;
  #members = byId("members", HTMLElement);
  #operators = byId("operators", HTMLElement);
  #drawn = "";

  /**
   * @param {Chat} chat
   * @param {() => void} onPick
   */
  constructor(chat, onPick) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
    this.#onPick = onPick;
  }

  draw() {
    const { current, me, isOnline, hasLeft } = this.#chat;
    const { isRoom } = current;
    const peopleCount = hasLeft ? 0 : current.peopleCount;
    const names = hasLeft ? [] : isRoom ? current.people : [me, current.target];
    // The operator's console is listed apart, and isn't counted among the people.
    const operators = hasLeft || !isRoom ? [] : current.operators;
    const drawn = JSON.stringify([me, names, operators, peopleCount, isRoom, isOnline, hasLeft]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const collator = new Intl.Collator(document.documentElement.lang);
    const sorted = [...names].sort(collator.compare);
    patch(this.#members, sorted, (name) => `${name}\n${me}`, (name) => this.#drawPerson(name));
    patch(this.#operators, operators, (name) => name, (name) => this.#drawPerson(name));
    byId("operators-section", HTMLElement).hidden = operators.length === 0;
    // The server lists the first 100 of a large room.
    const more = isRoom ? peopleCount - names.length : 0;
    const moreHint = byId("more-people", HTMLElement);
    moreHint.hidden = more <= 0 || hasLeft;
    setText(moreHint, more > 0 ? this.#text("morePeople", { count: more }) : "");
    const count = isOnline && peopleCount > 0 ? ` (${peopleCount})` : "";
    const title = isRoom
      ? this.#text(isOnline ? "people" : "peopleBefore")
      : this.#text("bothOfYou");
    const heading = byId("people-title", HTMLElement);
    setText(heading, title + (isRoom ? count : ""));
    heading.hidden = hasLeft;
    // Without a connection the list may be out of date, so it is greyed out.
    this.#members.classList.toggle("unknown", !isOnline);
    this.#operators.classList.toggle("unknown", !isOnline);
  }

  /** @param {string} name */
  #drawPerson(name) {
    const avatar = build("span", { class: "avatar small", "aria-hidden": "true" });
    paintAvatar(avatar, name);
    const label = build("bdi", { class: "label" }, name);
    if (foldName(name) === foldName(this.#chat.me)) {
      const you = build("span", { class: "you" }, this.#text("you"));
      return build("li", {}, build("span", { class: "place self-entry" }, avatar, label, you));
    }
    const title = this.#text("talkWith", { name });
    const button = build("button", { type: "button", class: "place", title }, avatar, label);
    button.addEventListener("click", () => {
      this.#chat.show(this.#chat.open(name));
      this.#onPick();
    });
    return build("li", {}, button);
  }
}
