import { foldName, quoteName } from "../../vocabulary/mod.ts";

/** @typedef {import("../chat.js").Chat} Chat */

/** The page's own question to the hub about a name: only the newest one is waited for. */
export class Lookup {
  #chat;
  /** @type {{key: string, onFound: (name: string) => void} | undefined} */
  #asked;

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
  }

  /** A new connection: what was asked on the old one isn't answered. */
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

  /** @param {string} name Of an answer to `/whois`. */
  found(name) {
    if (this.#asked?.key !== foldName(name)) return;
    const { onFound } = this.#asked;
    this.#asked = undefined;
    onFound(name);
  }
}
