import { runLine } from "./commands.js";
import { byId, setText } from "./dom.js";

/** @typedef {import("./chat.js").Chat} Chat */

/** The line above the timeline: where the reader is, and the way out. */
export class RoomHead {
  #chat;
  #text;
  #leave = byId("leave-room", HTMLButtonElement);

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
    this.#leave.addEventListener("click", () => {
      const { current } = chat;
      if (current.isRoom) runLine(chat, `/part ${current.target}`);
      else chat.close(current);
    });
  }

  draw() {
    const { target, isRoom, memberCount } = this.#chat.current;
    setText(byId("title", HTMLElement), target);
    const count = memberCount;
    const subtitle = !isRoom
      ? this.#text("direct")
      : count === 0
      ? ""
      : this.#text(count === 1 ? "member" : "members", { count });
    setText(byId("subtitle", HTMLElement), subtitle);
    const label = isRoom
      ? this.#text("leave", { room: target })
      : this.#text("closeTalk", { name: target });
    if (this.#leave.ariaLabel !== label) this.#leave.ariaLabel = this.#leave.title = label;
    byId("show-people", HTMLElement).hidden = !isRoom;
  }
}
