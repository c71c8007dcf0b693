import { runLine } from "../composer/commands.js";
import { byId, setText } from "../views/dom.js";
import { LOBBY } from "../connection/wire.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** The menu of the conversation that is shown. It holds the item that leaves the
 * room, so that leaving takes two steps. */
export class RoomMenu {
  #chat;
  #text;
  #button = byId("room-menu-button", HTMLButtonElement);
  #menu = byId("room-menu", HTMLElement);
  #leave = byId("leave-room", HTMLButtonElement);
  #dialog = byId("leave-dialog", HTMLDialogElement);

  /**
   * @param {Chat} chat
   * @param {() => void} onJoin Opens the dialog that joins another room.
   */
  constructor(chat, onJoin) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
    this.#button.addEventListener("click", () => this.#isOpen ? this.#close() : this.#open());
    this.#button.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      this.#open();
      if (event.key === "ArrowUp") this.#items.at(-1)?.focus();
    });
    this.#menu.addEventListener("keydown", (event) => this.#keyDown(event));
    this.#menu.addEventListener("focusout", ({ relatedTarget }) => {
      const isInside = relatedTarget instanceof Node && this.#menu.contains(relatedTarget);
      if (!isInside && relatedTarget !== this.#button) this.#hide();
    });
    document.addEventListener("pointerdown", ({ target }) => {
      const isOutside = target instanceof Node && !this.#menu.contains(target) &&
        !this.#button.contains(target);
      if (isOutside) this.#hide();
    });
    byId("join-other-room", HTMLButtonElement).addEventListener("click", () => {
      this.#close();
      onJoin();
    });
    this.#leave.addEventListener("click", () => this.#askToLeave());
    byId("leave-cancel", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    byId("leave-form", HTMLFormElement).addEventListener("submit", () => this.#part());
  }

  draw() {
    const { current: { target, isRoom }, hasLeft } = this.#chat;
    this.#button.hidden = hasLeft;
    if (hasLeft) this.#hide();
    const menu = this.#text("roomMenu", { target });
    if (this.#button.ariaLabel !== menu) {
      this.#button.ariaLabel = this.#button.title = this.#menu.ariaLabel = menu;
    }
    const leave = isRoom ? this.#text("leave", { room: target }) : this.#text("closeTalk", {
      name: target,
    });
    setText(this.#leave, leave);
  }

  get #isOpen() {
    return !this.#menu.hidden;
  }

  get #items() {
    const items = this.#menu.querySelectorAll("[role=menuitem]");
    return /** @type {HTMLElement[]} */ ([...items]);
  }

  #open() {
    this.#menu.hidden = false;
    this.#button.ariaExpanded = "true";
    this.#items[0].focus();
  }

  /** Closes the menu, and gives the focus back to its button for the keyboard. */
  #close() {
    this.#hide();
    this.#button.focus();
  }

  #hide() {
    this.#menu.hidden = true;
    this.#button.ariaExpanded = "false";
  }

  /** @param {KeyboardEvent} event */
  #keyDown(event) {
    const items = this.#items;
    const at = items.findIndex((item) => item === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) items.at(to % items.length)?.focus();
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
  }

  #askToLeave() {
    this.#close();
    if (this.#chat.current.key !== LOBBY) return this.#part();
    this.#dialog.showModal();
    byId("leave-cancel", HTMLButtonElement).focus();
  }

  #part() {
    const chat = this.#chat;
    const { current } = chat;
    if (!current.isRoom) return chat.close(current);
    const problem = runLine(chat, `/part ${current.target}`);
    if (problem !== undefined) chat.remark("error", problem);
  }
}
