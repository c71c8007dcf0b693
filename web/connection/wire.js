/**
 * A message of the archive, as far as the page reads it; docs/protocol.md has all of it.
 *
 * @typedef {object} ArchivedMessage
 * @property {string} name The author.
 * @property {string} msg
 * @property {number} [seq]
 * @property {string} [time] RFC 3339, in UTC.
 * @property {string} [event] Present if it tells what becomes of another message.
 * @property {number} [re] The number of the message that it answers.
 * @property {true} [edited]
 * @property {number} [version] The number of the newest edit.
 * @property {true} [deleted]
 * @property {true} [pinned]
 * @property {import("../../vocabulary/mod.ts").FileInfo} [file]
 * @property {readonly import("../../client/core/mod.ts").Reaction[]} [reactions]
 */

export const LOBBY = "#lobby";

/** The name under which the hub speaks; its operator, at a console, is a member under that name. */
export const SERVER = "server";

/** The hub takes 65,507 bytes with its own fields, which are at most some 500. */
export const TEXT_MAX_BYTES = 64_500;

/**
 * A page opened over plain HTTP from another machine has no `crypto.randomUUID`.
 *
 * @returns {string} A new id that no other message has.
 */
export function newId() {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return [...words].map((word) => word.toString(36)).join("-");
}
