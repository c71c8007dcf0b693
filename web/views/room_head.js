import { byId, setText } from "./dom.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** Draws the line above the timeline: the conversation's name and the number of its members. */
export class RoomHead {
  #chat;
  #text;

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
  }

  draw() {
    const { current: { target, isRoom, peopleCount: count }, isOnline, hasLeft } = this.#chat;
    setText(byId("title", HTMLElement), target);
    const subtitle = hasLeft
      ? ""
      : !isRoom
      ? this.#text("direct")
      : !isOnline
      ? this.#text("unknownCount")
      : count === 0
      ? ""
      : this.#text(count === 1 ? "member" : "members", { count });
    setText(byId("subtitle", HTMLElement), subtitle);
    byId("show-people", HTMLElement).hidden = !isRoom || hasLeft;
  }
}
