import { runLine } from "../composer/commands.js";
import { build, byId, patch } from "../views/dom.js";
import { foldName } from "../../vocabulary/mod.ts";

/** @typedef {import("../chat.js").Chat} Chat */

/** Asks for the room to join, which may be a new one. */
export class RoomDialog {
  #chat;
  #dialog = byId("room-dialog", HTMLDialogElement);
  #name = byId("room-name", HTMLInputElement);

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
    byId("join-room", HTMLButtonElement).addEventListener("click", () => this.open());
    byId("room-cancel", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    byId("room-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      const name = this.#name.value.trim();
      if (name !== "") this.#enter(name.startsWith("#") ? name : `#${name}`);
    });
  }

  open() {
    if (this.#dialog.open) return;
    this.#name.value = "";
    this.#chat.receiver.askRooms();
    this.draw();
    this.#dialog.showModal();
    this.#name.focus();
  }

  draw() {
    const { allRooms, conversations, isOnline } = this.#chat;
    const others = allRooms.filter(({ room }) => !conversations.has(foldName(room)));
    const keyOf = (/** @type {object} */ one) => JSON.stringify([one, isOnline]);
    patch(byId("all-rooms", HTMLElement), others, keyOf, (one) => {
      const count = isOnline ? this.#chat.handlers.text("roomCount", { count: one.count }) : "";
      const button = build(
        "button",
        { type: "button", class: "place" },
        build("span", { class: "sign", "aria-hidden": "true" }, "#"),
        build("bdi", { class: "label" }, one.room.slice(1)),
        build("span", { class: "hint" }, count),
      );
      button.addEventListener("click", () => this.#enter(one.room));
      return build("li", {}, button);
    });
  }

  /** @param {string} room */
  #enter(room) {
    this.#dialog.close();
    const problem = runLine(this.#chat, `/join ${room}`);
    if (problem !== undefined) this.#chat.remark("error", problem);
  }
}
