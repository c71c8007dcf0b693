import { byId, setText } from "./dom.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** Shows the state of the connection while it isn't online. */
export class StatusBar {
  #chat;
  #text;
  #bar = byId("status", HTMLElement);
  #button = byId("status-button", HTMLButtonElement);
  /** The sentence that says why this page stands by, or "". */
  standsBy = "";
  #announced = "";

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
    this.#button.addEventListener("click", () => {
      // A reload reads the memory that the other page has written meanwhile.
      if (this.standsBy !== "") location.reload();
      else chat.connection.nudge();
    });
    setInterval(() => this.#drawCountdown(), 1_000);
  }

  draw() {
    const { state } = this.#chat.connection;
    const isStandby = state.kind === "ended" && this.standsBy !== "";
    this.#bar.hidden = state.kind === "online";
    this.#bar.dataset.state = state.kind;
    const text = this.#textOf(state.kind, isStandby);
    setText(byId("status-text", HTMLElement), text);
    setText(this.#button, this.#text(isStandby ? "useHere" : "tryNow"));
    this.#button.hidden = state.kind === "connecting";
    this.#drawCountdown();
    // An attempt to connect is no news for a screen reader.
    if (state.kind !== "connecting") this.#announce(text);
  }

  /**
   * @param {import("../connection/page_client.js").ConnectionState["kind"]} kind
   * @param {boolean} isStandby
   */
  #textOf(kind, isStandby) {
    switch (kind) {
      case "online":
        return this.#text("online");
      case "connecting":
        return this.#text("connecting");
      case "waiting":
        return this.#text("lost");
      case "ended":
        return isStandby ? this.standsBy : this.#text("offline");
    }
  }

  #drawCountdown() {
    const { state } = this.#chat.connection;
    const isWaiting = state.kind === "waiting";
    const seconds = isWaiting
      ? Math.max(1, Math.ceil((state.untilMs - performance.now()) / 1000))
      : 0;
    const countdown = isWaiting ? this.#text("retryIn", { seconds }) : "";
    setText(byId("status-countdown", HTMLElement), countdown);
  }

  /** @param {string} text */
  #announce(text) {
    if (text !== this.#announced) setText(byId("announcer", HTMLElement), text);
    this.#announced = text;
  }
}
