import { byId } from "../views/dom.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** Takes files that the reader drops on the page, pastes into the field, or chooses by its button. */
export class Attach {
  #chat;
  #onFiles;
  #chooser = byId("file-chooser", HTMLInputElement);
  #button = byId("attach", HTMLButtonElement);
  #target = byId("drop-target", HTMLElement);
  #depth = 0;

  /**
   * @param {Chat} chat
   * @param {(files: readonly File[]) => void} onFiles
   */
  constructor(chat, onFiles) {
    this.#chat = chat;
    this.#onFiles = onFiles;
    this.#button.addEventListener("click", () => this.#chooser.click());
    this.#chooser.addEventListener("change", () => {
      this.#take([...this.#chooser.files ?? []]);
      // The same file can be chosen again.
      this.#chooser.value = "";
    });
    byId("message", HTMLTextAreaElement).addEventListener("paste", (event) => {
      const files = [...event.clipboardData?.files ?? []];
      // Programs that copy a text may add its picture.
      if (files.length === 0 || event.clipboardData?.getData("text/plain")) return;
      event.preventDefault();
      this.#take(files);
    });
    this.#listenForDrops(byId("chat", HTMLElement));
  }

  draw() {
    this.#button.disabled = this.#chat.hasLeft;
  }

  /** @param {HTMLElement} place */
  #listenForDrops(place) {
    /** @param {number} change */
    const entered = (change) => {
      this.#depth = Math.max(0, this.#depth + change);
      this.#target.hidden = this.#depth === 0 || this.#chat.hasLeft;
    };
    place.addEventListener("dragenter", (event) => hasFiles(event) && entered(1));
    place.addEventListener("dragleave", (event) => hasFiles(event) && entered(-1));
    place.addEventListener("dragover", (event) => {
      // Otherwise the browser would open the file in place of the page.
      if (hasFiles(event)) event.preventDefault();
    });
    place.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      entered(-this.#depth);
      this.#take([...event.dataTransfer?.files ?? []]);
    });
  }

  /** @param {readonly File[]} files */
  #take(files) {
    if (files.length > 0 && !this.#chat.hasLeft) this.#onFiles(files);
  }
}

/** @param {DragEvent} event */
function hasFiles({ dataTransfer }) {
  return dataTransfer?.types.includes("Files") ?? false;
}
