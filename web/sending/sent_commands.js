import { newId } from "../connection/wire.js";

/** The most commands that wait for a refusal. Most are never refused, so the oldest are dropped. */
export const COMMANDS_MAX = 50;

/** The commands that were sent and may still be refused: the refusal carries the command's `id`. */
export class SentCommands {
  /** @type {Map<string, () => void>} By id, the oldest first. */
  #onRefused = new Map();
  #send;

  /** @param {(line: string, options: {id: string, to?: string}) => boolean} send */
  constructor(send) {
    this.#send = send;
  }

  /**
   * @param {string} line
   * @param {() => void} onRefused
   * @param {string} [to] The room that a command without a room is about.
   * @returns {boolean} False without a connection.
   */
  send(line, onRefused, to) {
    const id = newId();
    if (!this.#send(line, to === undefined ? { id } : { id, to })) return false;
    this.#onRefused.set(id, onRefused);
    for (const [oldest] of this.#onRefused) {
      if (this.#onRefused.size <= COMMANDS_MAX) break;
      this.#onRefused.delete(oldest);
    }
    return true;
  }

  /** @param {string | undefined} id The id in an error. */
  refused(id = "") {
    const onRefused = this.#onRefused.get(id);
    this.#onRefused.delete(id);
    onRefused?.();
  }
}
