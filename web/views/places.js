import { build, byId, patch, setText } from "./dom.js";
import { paintAvatar } from "./avatar.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */
/** @typedef {import("../languages/texts.js").TextKey} TextKey */
/** @typedef {Chat["handlers"]["text"]} Text */

/** Draws the side bar: rooms, direct talks, and the reader's own name. */
export class Places {
  #chat;
  #text;
  #rooms = byId("rooms", HTMLElement);
  #talks = byId("talks", HTMLElement);
  #onPick;

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
    const { list, me, connection: { state } } = this.#chat;
    const talks = list.filter(({ isRoom }) => !isRoom);
    this.#drawList(this.#rooms, list.filter(({ isRoom }) => isRoom));
    this.#drawList(this.#talks, talks);
    byId("no-talks", HTMLElement).hidden = talks.length > 0;
    setText(byId("self-name", HTMLElement), me);
    paintAvatar(byId("self-avatar", HTMLElement), me);
    const isOnline = state.kind === "online";
    byId("self-dot", HTMLElement).classList.toggle("on", isOnline);
    const waits = state.kind === "connecting" || state.kind === "waiting";
    const key = isOnline ? "online" : waits ? "connecting" : "offline";
    setText(byId("self-state", HTMLElement), this.#text(key));
    const unread = list.reduce(
      (sum, one) => one === this.#chat.current ? sum : sum + one.unread,
      0,
    );
    byId("elsewhere", HTMLElement).hidden = unread === 0;
    const news = unread > 0 ? `, ${this.#text("unread", { count: unread })}` : "";
    byId("show-places", HTMLElement).ariaLabel = this.#text("showRooms") + news;
  }

  /**
   * @param {HTMLElement} parent
   * @param {Conversation[]} conversations
   */
  #drawList(parent, conversations) {
    const { current } = this.#chat;
    const focused = /** @type {HTMLElement | null} */ (parent.querySelector(":focus"));
    const focusedTarget = focused?.dataset.target;
    patch(
      parent,
      conversations,
      (one) => JSON.stringify([one.target, one === current, one.unread, one.mentions]),
      (one) => this.#drawPlace(one),
    );
    if (focusedTarget === undefined || parent.contains(document.activeElement)) return;
    const buttons = /** @type {NodeListOf<HTMLElement>} */ (parent.querySelectorAll(".place"));
    [...buttons].find(({ dataset }) => dataset.target === focusedTarget)?.focus();
  }

  /** @param {Conversation} conversation */
  #drawPlace(conversation) {
    const { target, isRoom, unread, mentions } = conversation;
    const isCurrent = conversation === this.#chat.current;
    const sign = build("span", { class: isRoom ? "sign" : "avatar small", "aria-hidden": "true" });
    if (isRoom) sign.textContent = "#";
    else paintAvatar(sign, target);
    const label = build("bdi", { class: "label" }, isRoom ? target.slice(1) : target);
    const button = build(
      "button",
      { type: "button", class: "place", "aria-current": isCurrent ? "true" : undefined },
      sign,
      label,
    );
    button.dataset.target = target;
    button.classList.toggle("unread", unread > 0);
    if (isRoom && mentions > 0) button.append(this.#badge("mentions", mentions));
    if (unread > 0) button.append(this.#badge("unread", unread, { isForMe: !isRoom }));
    button.addEventListener("click", () => {
      this.#chat.show(conversation);
      this.#onPick();
    });
    return build("li", {}, button);
  }

  /**
   * @param {"unread" | "mentions"} key
   * @param {number} count
   * @param {{isForMe?: boolean}} [options]
   */
  #badge(key, count, { isForMe = key === "mentions" } = {}) {
    const shown = `${key === "mentions" ? "@" : ""}${count > 99 ? "99+" : count}`;
    return build(
      "span",
      { class: isForMe ? "badge for-me" : "badge" },
      build("span", { "aria-hidden": "true" }, shown),
      build("span", { class: "visually-hidden" }, ` ${this.#text(key, { count })} `),
    );
  }
}
