/** @typedef {import("./conversation.js").Conversation} Conversation */

/**
 * What the page remembers between two visits, in this browser only.
 *
 * @typedef {object} Remembered
 * @property {string} name
 * @property {string} [session]
 * @property {string} [epoch]
 * @property {string} [token]
 * @property {number} since The newest number up to which nothing is missing.
 * @property {string} current
 * @property {RememberedTalk[]} talks
 * @property {boolean} notify
 */

/**
 * @typedef {object} RememberedTalk
 * @property {string} target
 * @property {number} unread
 * @property {number} mentions
 * @property {RememberedMessage[]} messages Of direct talks, which the server shows to nobody again.
 */

/**
 * @typedef {{seq: number, timeMs: number, name: string, text: string, isOwn: boolean}}
 *   RememberedMessage
 */

const KEY = "hubbub";
const VERSION = 1;

/** Most messages of one direct talk that are kept, and most characters of them all. */
const TALK_MESSAGES_MAX = 200;
const TALK_CHARS_MAX = 50_000;

/**
 * @param {Storage} storage
 * @returns {Remembered | undefined}
 */
export function recall(storage) {
  try {
    const value = JSON.parse(storage.getItem(KEY) ?? "null");
    return value?.version === VERSION ? value.remembered : undefined;
  } catch {
    // A browser may forbid storage, or hold what another version wrote: start anew.
    return undefined;
  }
}

/**
 * @param {Storage} storage
 * @param {Remembered} remembered
 */
export function remember(storage, remembered) {
  try {
    storage.setItem(KEY, JSON.stringify({ version: VERSION, remembered }));
  } catch {
    // Full or forbidden: the page works without, and only forgets.
  }
}

/** @param {Storage} storage */
export function forget(storage) {
  try {
    storage.removeItem(KEY);
  } catch {
    // Forbidden: then there is nothing to forget.
  }
}

/**
 * @param {Conversation} conversation
 * @returns {RememberedTalk}
 */
export function rememberedTalk(conversation) {
  const { target, unread, mentions, isRoom } = conversation;
  return { target, unread, mentions, messages: isRoom ? [] : newestOf(conversation) };
}

/**
 * @param {Conversation} conversation
 * @param {RememberedTalk} talk
 */
export function restoreTalk(conversation, { unread, mentions, messages }) {
  conversation.unread = unread;
  conversation.mentions = mentions;
  for (const message of messages) {
    conversation.add({ kind: "message", mentionsMe: false, state: "kept", ...message });
  }
}

/**
 * The newest messages of a direct talk, as many as are kept.
 *
 * @param {Conversation} talk
 * @returns {RememberedMessage[]}
 */
function newestOf({ entries, era }) {
  /** @type {RememberedMessage[]} */
  const kept = [];
  let chars = 0;
  for (const entry of entries.toReversed()) {
    if (entry.kind !== "message" || entry.state !== "kept") continue;
    chars += entry.text.length;
    if (kept.length === TALK_MESSAGES_MAX || chars > TALK_CHARS_MAX) break;
    const { seq, timeMs, name, text, isOwn } = entry;
    // Numbers of an earlier log mean nothing any more, but their order does.
    kept.push({ seq: entry.era === era ? seq : 0, timeMs, name, text, isOwn });
  }
  return kept.reverse();
}
