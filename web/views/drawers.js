import { byId } from "./dom.js";

/** @typedef {"places" | "people"} DrawerId */

/** Turns the side columns of a narrow window into drawers over the room. */
export class Drawers {
  #chat = byId("chat", HTMLElement);
  #veil = byId("veil", HTMLElement);
  #isNarrow = {
    places: matchMedia("(max-width: 760px)"),
    people: matchMedia("(max-width: 1080px)"),
  };
  /** @type {DrawerId | undefined} */
  #open;

  constructor() {
    for (const id of /** @type {const} */ (["places", "people"])) {
      this.#opener(id).addEventListener("click", () => this.open(id));
      this.#isNarrow[id].addEventListener("change", () => this.close());
    }
    for (const button of document.querySelectorAll("[data-closes]")) {
      button.addEventListener("click", () => this.close());
    }
    this.#veil.addEventListener("click", () => this.close());
    this.#draw();
  }

  /** @param {DrawerId} id */
  open(id) {
    if (!this.#isNarrow[id].matches) return;
    this.#open = id;
    this.#draw();
    byId(id, HTMLElement).querySelector("button")?.focus();
  }

  /** @returns {boolean} True if a drawer was open. */
  close() {
    const was = this.#open;
    this.#open = undefined;
    this.#draw();
    if (was !== undefined) this.#opener(was).focus();
    return was !== undefined;
  }

  #draw() {
    for (const id of /** @type {const} */ (["places", "people"])) {
      const isOpen = this.#open === id;
      this.#chat.classList.toggle(`shows-${id}`, isOpen);
      byId(id, HTMLElement).inert = this.#isNarrow[id].matches && !isOpen;
      this.#opener(id).ariaExpanded = String(isOpen);
    }
    this.#veil.hidden = this.#open === undefined;
    const room = this.#chat.querySelector("main");
    if (room !== null) room.inert = this.#open !== undefined;
  }

  /** @param {DrawerId} id */
  #opener(id) {
    return byId(`show-${id}`, HTMLButtonElement);
  }
}
