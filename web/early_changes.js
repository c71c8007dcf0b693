import { changeMessage } from "./message_change.js";

/** @typedef {import("../client/core/mod.ts").ChangeEvent} ChangeEvent */

/** The most changes that are kept. */
const EARLY_CHANGES_MAX = 200;

/** The changes of messages that aren't here: the archive may bring such a message as it was. */
export class EarlyChanges {
  /** @type {ChangeEvent[]} */
  #events = [];

  /** @param {ChangeEvent} event */
  add(event) {
    this.#events.push(event);
    if (this.#events.length > EARLY_CHANGES_MAX) this.#events.shift();
  }

  /** @param {import("./entry.js").Message} message Changed by all that was heard about it. */
  applyTo(message) {
    for (const event of this.#events) {
      if (event.change.of === message.seq) changeMessage(message, event);
    }
  }

  clear() {
    this.#events = [];
  }
}
