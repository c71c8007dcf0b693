import { build, byId } from "../views/dom.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** Tells above the oldest message what is before it. */
export class TimelineTop {
  #chat;
  #text;
  #top = byId("top-of-timeline", HTMLElement);

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
  }

  draw() {
    const said = this.#said();
    if (this.#top.firstChild?.textContent === said) return;
    this.#top.replaceChildren(build("p", {}, said));
    if (this.#chat.current.loading !== "failed") return;
    const retry = build("button", { type: "button", class: "link" }, this.#text("retry"));
    retry.addEventListener("click", () => this.#chat.archive.loadOlder(this.#chat.current));
    this.#top.append(retry);
  }

  #said() {
    const { loading, hasOlder, isRoom, target } = this.#chat.current;
    if (loading === "failed") return this.#text("loadFailed");
    if (loading === "loading") return this.#text("loading");
    if (hasOlder) return "";
    return isRoom
      ? this.#text("begin", { room: target })
      : this.#text("beginTalk", { name: target });
  }
}
