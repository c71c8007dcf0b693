/** @typedef {import("../conversation.js").Conversation} Conversation */
/** @typedef {import("../entry.js").Message} Message */
/** @typedef {import("./browser_storage.js").BrowserStorage} BrowserStorage */
/** @typedef {import("./drafts.js").Draft} Draft */

/**
 * The state that the page keeps between two visits, in this browser only.
 *
 * @typedef {object} Remembered
 * @property {string} name
 * @property {string} [session]
 * @property {string} [epoch]
 * @property {string} [token]
 * @property {number} since The newest number up to which nothing is missing.
 * @property {number} [newest] The newest number known. Absent if an older page wrote the memory, as is
 * the next field.
 * @property {boolean} [isInRooms] False: the session may lack rooms, so they are entered again.
 * @property {string} current
 * @property {RememberedTalk[]} talks
 * @property {Draft[]} [drafts] Absent if an older page wrote the memory.
 * @property {boolean} notify
 */

/**
 * @typedef {object} RememberedTalk
 * @property {string} target
 * @property {number} unread
 * @property {number} mentions
 * @property {number} [lineAfterSeq] Absent if nothing is unread, or an older page wrote the memory.
 * @property {RememberedMessage[]} messages Only of direct talks, which the server never sends again.
 */

/**
 * The names are those of the page's first versions, whose memory is still read.
 *
 * @typedef {Pick<Message, "seq" | "timeMs" | "name" | "isOwn" | "re" | "reactions"> & {text: string,
 *   editSeq?: number, isDeleted?: boolean}} RememberedMessage
 */

const KEY = "hubbub";
const VERSION = 1;

/** The most messages of one direct talk that are kept, and the most characters of them all. */
const TALK_MESSAGES_MAX = 200;
const TALK_CHARS_MAX = 50_000;

/**
 * @param {BrowserStorage} storage
 * @returns {Remembered | undefined}
 */
export function recall(storage) {
  try {
    const value = JSON.parse(storage.get(KEY) ?? "null");
    return value?.version === VERSION ? value.remembered : undefined;
  } catch {
    // Another version of the page wrote this: the visit begins anew.
    return undefined;
  }
}

/**
 * Writes the memory, or as much of it as fits: the messages of direct talks are left out first, then
 * the drafts. A reload needs the name and the session most.
 *
 * @param {BrowserStorage} storage
 * @param {Remembered} remembered
 */
export function remember(storage, remembered) {
  const talks = remembered.talks.map((talk) => ({ ...talk, messages: [] }));
  const withoutTexts = { ...remembered, talks };
  for (const value of [remembered, withoutTexts, { ...withoutTexts, drafts: [] }]) {
    if (storage.set(KEY, JSON.stringify({ version: VERSION, remembered: value }))) return;
  }
}

/** @param {BrowserStorage} storage */
export function forget(storage) {
  storage.delete(KEY);
}

/**
 * @param {Conversation} conversation
 * @returns {RememberedTalk}
 */
export function rememberedTalk(conversation) {
  const { target, unread, mentions, isRoom, lineAfterSeq } = conversation;
  const line = unread > 0 && Number.isFinite(lineAfterSeq) ? { lineAfterSeq } : {};
  return { target, unread, mentions, ...line, messages: isRoom ? [] : newestOf(conversation) };
}

/**
 * @param {Conversation} conversation
 * @param {RememberedTalk} talk
 */
export function restoreTalk(conversation, { unread, mentions, lineAfterSeq, messages }) {
  conversation.unread = unread;
  if (lineAfterSeq !== undefined) conversation.beginUnread(lineAfterSeq);
  conversation.mentions = mentions;
  for (const message of messages) {
    const { text, editSeq, isDeleted, ...same } = message;
    conversation.add({
      ...{ kind: "message", mentionsMe: false, state: "kept", msg: text, ...same },
      ...(editSeq !== undefined && { edited: true, version: editSeq }),
      ...(isDeleted && { deleted: true }),
    });
  }
}

/**
 * Returns the newest messages of a direct talk, as many as are kept.
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
    chars += entry.msg.length;
    if (kept.length === TALK_MESSAGES_MAX || chars > TALK_CHARS_MAX) break;
    const { seq, timeMs, name, msg: text, isOwn, re, reactions, edited, version } = entry;
    // Numbers of an earlier log no longer mean anything: only the order is kept.
    kept.push({
      ...{ seq: entry.era === era ? seq : 0, timeMs, name, text, isOwn },
      ...{ re, reactions, editSeq: edited && (version ?? 0), isDeleted: entry.deleted },
    });
  }
  return kept.reverse();
}
