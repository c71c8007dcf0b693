import { byId } from "./dom.js";

/** @typedef {import("../chat.js").Claim} Claim */

/** Asks for a name, and for a password or a token if the server wants one. */
export class JoinForm {
  #welcome = byId("welcome", HTMLElement);
  #name = byId("join-name", HTMLInputElement);
  #password = byId("join-password", HTMLInputElement);
  #token = byId("join-token", HTMLInputElement);
  #error = byId("join-error", HTMLElement);
  #button = byId("join-button", HTMLButtonElement);

  #text;

  /**
   * @param {import("../chat.js").Chat["handlers"]["text"]} text
   * @param {(claim: Claim) => void} onJoin
   */
  constructor(text, onJoin) {
    this.#text = text;
    byId("join-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      const name = this.#name.value.trim();
      if (name === "" || this.#button.disabled) return;
      this.#wait(true);
      this.#error.hidden = true;
      const password = this.#password.value || undefined;
      const token = this.#token.value || undefined;
      onJoin({ name, password, token });
    });
  }

  /**
   * @param {string} name The name that the field shows at first.
   */
  show(name) {
    this.#welcome.hidden = false;
    this.#wait(false);
    this.#name.value ||= name;
    this.#name.focus();
  }

  /**
   * @param {string} code The code of the refusal. A missing password or token shows its field.
   * @param {string} sentence
   */
  refuse(code, sentence) {
    this.#wait(false);
    this.#error.textContent = sentence;
    this.#error.hidden = false;
    const isPassword = code.startsWith("password") || code === "name-registered";
    const isToken = code.startsWith("token");
    if (isPassword) byId("join-password-field", HTMLElement).hidden = false;
    if (isToken) byId("join-token-field", HTMLElement).hidden = false;
    const wanted = isPassword ? this.#password : isToken ? this.#token : this.#name;
    this.#name.setAttribute("aria-invalid", String(code.startsWith("name")));
    wanted.focus();
    wanted.select();
  }

  /** @param {boolean} isWaiting */
  #wait(isWaiting) {
    this.#button.disabled = isWaiting;
    this.#button.textContent = this.#text(isWaiting ? "joining" : "join");
  }

  hide() {
    this.#welcome.hidden = true;
    this.#password.value = "";
  }
}
