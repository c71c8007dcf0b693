import { newId } from "../connection/wire.js";

/** Most commands of which a refusal is still waited for; most are never refused. */
export const COMMANDS_MAX = 50;

/** Commands that went out, and may still be refused: the hub names their `id` then. */
export class SentCommands {
  /** @type {Map<string, () => void>} By id, the oldest first. */
  #onRefused = new Map();
  #send;

  /** @param {(line: string, id: string) => boolean} send */
  constructor(send) {
    this.#send = send;
  }

  /**
   * @param {string} line
   * @param {() => void} onRefused
   * @returns {boolean} False without a connection.
   */
  send(line, onRefused) {
    const id = newId();
    if (!this.#send(line, id)) return false;
    this.#onRefused.set(id, onRefused);
    for (const [oldest] of this.#onRefused) {
      if (this.#onRefused.size <= COMMANDS_MAX) break;
      this.#onRefused.delete(oldest);
    }
    return true;
  }

  /** @param {string | undefined} id Of an error. */
  refused(id = "") {
    const onRefused = this.#onRefused.get(id);
    this.#onRefused.delete(id);
    onRefused?.();
  }
}
