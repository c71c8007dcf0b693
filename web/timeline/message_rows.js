/** @typedef {import("../entry.js").Message} Message */

/** @type {WeakMap<Element, Message>} */
const messages = new WeakMap();

/**
 * @param {Element} row
 * @param {Message} message The message that the row shows.
 */
export function setMessageOf(row, message) {
  messages.set(row, message);
}

/**
 * @param {Element} row
 * @returns {Message | undefined} The message that the row shows.
 */
export function messageOf(row) {
  return messages.get(row);
}

/**
 * @param {HTMLElement} rows
 * @param {Message} message
 * @returns {HTMLElement | undefined} The row that shows the message.
 */
export function rowOf(rows, message) {
  const all = /** @type {HTMLCollectionOf<HTMLElement>} */ (rows.children);
  return [...all].find((row) => messageOf(row) === message);
}
