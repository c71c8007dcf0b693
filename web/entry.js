/** @typedef {import("../client/core/mod.ts").Reaction} Reaction */

/**
 * @typedef {object} Message
 * @property {"message"} kind
 * @property {string} key Unique among all entries.
 * @property {number} era
 * @property {number} seq Infinity until the hub acknowledges the message.
 * @property {number} order Orders entries of the same number.
 * @property {number} timeMs
 * @property {string} name
 * @property {string} msg
 * @property {boolean} isOwn
 * @property {boolean} mentionsMe
 * @property {"sending" | "kept" | "failed"} state
 * @property {string} [why] The reason of the failure.
 * @property {string} [id]
 * @property {number} [re] The number of the message that this one answers.
 * @property {true} [edited]
 * @property {number} [version] The number of the newest edit; absent: only its existence is known.
 * @property {true} [deleted]
 * @property {true} [pinned]
 * @property {import("../vocabulary/mod.ts").FileInfo} [file] The file that came with it; the text is its
 * caption.
 * @property {readonly Reaction[]} [reactions] Oldest first.
 * @property {number} [revision] Rises with each change of the message.
 */

/**
 * A peer joined, left or was renamed.
 *
 * @typedef {object} Presence
 * @property {"presence"} kind
 * @property {string} key
 * @property {number} era
 * @property {number} seq
 * @property {number} order
 * @property {number} timeMs
 * @property {"join" | "leave" | "rename"} what
 * @property {string} name
 * @property {string} [now]
 */

/**
 * A line that only this reader sees: an answer of the server, a mark in the log. A hole stands for
 * messages that aren't loaded, between others that are.
 *
 * @typedef {object} Remark
 * @property {"remark"} kind
 * @property {string} key
 * @property {number} era
 * @property {number} seq
 * @property {number} order
 * @property {number} timeMs
 * @property {"answer" | "error" | "new-log" | "gap" | "hole"} what
 * @property {string} text
 */

/** @typedef {Message | Presence | Remark} Entry */

/**
 * An entry before it is added.
 *
 * @template T
 * @typedef {T extends unknown ? Omit<T, "key" | "order" | "era" | "seq"> & {seq?: number} : never}
 *   New
 */

export {};
