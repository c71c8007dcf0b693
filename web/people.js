import { build, byId, patch, setText } from "./dom.js";
import { fold } from "./name.js";
import { paintAvatar } from "./places.js";

/** @typedef {import("./chat.js").Chat} Chat */

/** Who is in the room that is shown. */
export class People {
  #chat;
  #text;
  #onPick;
  #members = byId("members", HTMLElement);
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
    const { current, me } = this.#chat;
    const names = current.isRoom ? current.members : [me, current.target];
    const drawn = JSON.stringify([me, names, current.memberCount]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const collator = new Intl.Collator(document.documentElement.lang);
    const sorted = [...names].sort(collator.compare);
    patch(this.#members, sorted, (name) => `${name}\n${me}`, (name) => this.#drawPerson(name));
    const { isRoom, memberCount } = current;
    const count = memberCount > 0 ? ` (${memberCount})` : "";
    const title = isRoom ? `${this.#text("people")}${count}` : this.#text("bothOfYou");
    setText(byId("people-title", HTMLElement), title);
  }

  /** @param {string} name */
  #drawPerson(name) {
    const avatar = build("span", { class: "avatar small", "aria-hidden": "true" });
    paintAvatar(avatar, name);
    const label = build("bdi", { class: "label" }, name);
    if (fold(name) === fold(this.#chat.me)) {
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
