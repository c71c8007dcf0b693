import { foldName, quoteName } from "../../vocabulary/mod.ts";

/** @typedef {import("../chat.js").Chat} Chat */

/** Asks the hub about a name for the page itself, and waits for the newest answer only. */
export class Lookup {
  #chat;
  /** @type {{key: string, onFound: (name: string) => void} | undefined} */
  #asked;

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
  }

  /** Begins a new connection, on which no earlier question is answered. */
  begin() {
    this.#asked = undefined;
  }

  /**
   * @param {string} name
   * @param {{onFound: (name: string) => void, onRefused: () => void}} handlers `onFound` gets the
   * name as its owner writes it.
   * @returns {boolean} False without a connection.
   */
  ask(name, { onFound, onRefused }) {
    this.#asked = { key: foldName(name), onFound };
    return this.#chat.commands.send(`/whois ${quoteName(name)}`, onRefused);
  }

  /** @param {string} name The name in an answer to `/whois`. */
  found(name) {
    if (this.#asked?.key !== foldName(name)) return;
    const { onFound } = this.#asked;
    this.#asked = undefined;
    onFound(name);
  }
}
