/** @typedef {import("./wire.js").Incoming} Incoming */

const PAGE_MESSAGES = 60;

/**
 * Reads what was said in a room before.
 *
 * @param {URL} base Where the page is.
 * @param {string} room
 * @param {{before?: number, token?: string}} options
 * @returns {Promise<{messages: Incoming[], hasOlder: boolean}>} Oldest first.
 */
export async function readArchive(base, room, { before, token }) {
  const url = new URL("messages", base);
  url.searchParams.set("room", room);
  url.searchParams.set("limit", String(PAGE_MESSAGES));
  if (before !== undefined) url.searchParams.set("before", String(before));
  /** @type {Record<string, string>} */
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  /** @type {{messages: Incoming[]}} */
  const { messages } = await response.json();
  // A page may be cut short by its size, so only an empty one is the beginning.
  return { messages, hasOlder: messages.length > 0 };
}
