import { build, byId, icon, patch } from "../views/dom.js";
import { sizeText } from "./file_text.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("./file_upload.js").FileUpload} FileUpload */

const CROSS = "M5 5l10 10M15 5L5 15";

/** Shows the files that the reader sends to the conversation, above the field. */
export class UploadList {
  #chat;
  #text;
  #list = byId("uploads", HTMLElement);

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
  }

  draw() {
    const { uploads, current } = this.#chat;
    const shown = uploads.of(current);
    this.#list.hidden = shown.length === 0;
    patch(
      this.#list,
      shown,
      ({ sending, state, why }) => `${sending.id} ${state} ${why}`,
      (upload) => this.#draw(upload),
    );
    for (const [index, upload] of shown.entries()) {
      const bar = this.#list.children[index]?.querySelector("progress");
      if (bar) bar.value = upload.progress;
    }
  }

  /** @param {FileUpload} upload */
  #draw(upload) {
    const { sending: { file: { name, size } }, state, why } = upload;
    const { uploads } = this.#chat;
    const cancel = build("button", {
      ...{ type: "button", class: "icon", title: this.#text("cancelFile", { name }) },
      "aria-label": this.#text("cancelFile", { name }),
    }, icon(CROSS));
    cancel.addEventListener("click", () => uploads.cancel(upload));
    const head = build(
      "p",
      { class: "upload-head" },
      build("bdi", { class: "file-name" }, name),
      build("span", { class: "file-size" }, sizeText(size)),
    );
    const item = build("li", { class: `upload is-${state}` }, build("div", {}, head), cancel);
    const body = /** @type {HTMLElement} */ (item.firstElementChild);
    if (state !== "failed") {
      body.append(
        build("progress", { max: "1", "aria-label": this.#text("sendingFile", { name }) }),
      );
    }
    if (state === "lost") body.append(build("p", { class: "hint" }, this.#text("fileLost")));
    if (state !== "failed") return item;
    const again = build("button", { type: "button", class: "link" }, this.#text("sendAgain"));
    again.addEventListener("click", () => uploads.again(upload));
    body.append(build("p", { class: "failure", role: "alert" }, `${why} `, again));
    return item;
  }
}
