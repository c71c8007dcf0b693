import { patch } from "../views/dom.js";
import { messageOf, rowOf } from "./message_rows.js";

/** @typedef {import("../entry.js").Message} Message */

/**
 * @template T
 * @typedef {object} PatchOptions
 * @property {(item: T) => string} keyOf
 * @property {(item: T) => HTMLElement} draw
 * @property {(message: Message) => boolean} isEdited True: its row has a field of its own.
 */

/**
 * Makes rows match a list, as `patch` does. A message that is drawn anew keeps the focus.
 *
 * @template T
 * @param {HTMLElement} rows
 * @param {readonly T[]} items
 * @param {PatchOptions<T>} options
 */
export function patchMessages(rows, items, { keyOf, draw, isEdited }) {
  const focused = document.activeElement?.closest("li.message") ?? null;
  const message = focused !== null && rows.contains(focused) ? messageOf(focused) : undefined;
  patch(rows, items, keyOf, draw);
  if (message === undefined || focused?.isConnected || isEdited(message)) return;
  rowOf(rows, message)?.focus({ preventScroll: true });
}
