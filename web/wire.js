/**
 * A message of the server, as far as the page reads it; docs/protocol.md has all of it. A message of a
 * peer has no `event`, everything else has one.
 *
 * @typedef {object} Incoming
 * @property {string} name The speaker; `server` where there is an `event`.
 * @property {string} msg
 * @property {string} [event]
 * @property {number} [seq]
 * @property {string} [time] RFC 3339, in UTC.
 * @property {string} [to] A room, or the reader's own name; absent in the lobby.
 * @property {boolean} [replay]
 * @property {string} [you]
 * @property {string} [session]
 * @property {string} [epoch]
 * @property {string} [id]
 * @property {string} [error]
 * @property {string} [reason]
 * @property {string} [peer]
 * @property {string} [now]
 * @property {string[]} [peers]
 * @property {number} [count]
 * @property {{room: string, count: number}[]} [rooms]
 * @property {boolean} [complete]
 */

/**
 * A message of the page.
 *
 * @typedef {object} Outgoing
 * @property {string} [name]
 * @property {string} [msg]
 * @property {string} [to]
 * @property {string} [id]
 * @property {number} [since]
 * @property {string} [epoch]
 * @property {string} [session]
 * @property {number} [heartbeat]
 * @property {string} [password]
 * @property {string} [token]
 */

export const LOBBY = "#lobby";

/** The name under which the hub speaks; its operator, at a console, is a member under that name. */
export const SERVER = "server";

/** The hub takes 65,507 bytes with its own fields, which are at most some 500. */
export const TEXT_MAX_BYTES = 64_500;

/**
 * A page opened over plain HTTP from another machine has no `crypto.randomUUID`.
 *
 * @returns {string} Unlike that of any other message.
 */
export function newId() {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return [...words].map((word) => word.toString(36)).join("-");
}
