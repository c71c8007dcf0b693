import { captionOf } from "./files/file_text.js";
import { foldName } from "../vocabulary/mod.ts";

/** @typedef {import("./entry.js").Message} Message */
/** @typedef {import("../client/core/mod.ts").Change} Change */
/** @typedef {import("../client/core/mod.ts").Reaction} Reaction */

/**
 * A change with the facts about it.
 *
 * @typedef {object} MessageChange
 * @property {Change} change
 * @property {number} seq Of the change itself.
 * @property {string} name Of the peer that changes the message.
 * @property {string} text The new text of an edit.
 */

/**
 * Changes a message. The same change twice is no harm, as when the archive told of it already.
 *
 * @param {Message} message
 * @param {MessageChange} what
 */
export function applyChange(message, { change, seq, name, text }) {
  switch (change.kind) {
    case "edit":
      if (message.isDeleted || seq < (message.editSeq ?? 0)) return;
      message.text = captionOf(text, message.file);
      message.editSeq = seq;
      break;
    case "delete":
      message.isDeleted = true;
      message.text = "";
      message.file = undefined;
      message.reactions = [];
      break;
    case "pin":
      message.isPinned = !change.undo;
      break;
    case "react":
      if (message.isDeleted) return;
      message.reactions = withReaction(message.reactions ?? [], { ...change, name });
      break;
  }
  message.version = (message.version ?? 0) + 1;
}

/**
 * @param {readonly Reaction[]} reactions
 * @param {{react: string, name: string, undo: boolean}} given
 * @returns {readonly Reaction[]} In the order of their first names.
 */
function withReaction(reactions, { react, name, undo }) {
  const key = foldName(name);
  const present = reactions.find((one) => one.react === react);
  const others = (present?.names ?? []).filter((other) => foldName(other) !== key);
  const names = undo ? others : [...others, name];
  if (present === undefined) return undo ? reactions : [...reactions, { react, names }];
  return reactions.map((one) => one === present ? { react, names } : one)
    .filter((one) => one.names.length > 0);
}

/**
 * @param {Reaction} reaction
 * @param {string} name
 * @returns {boolean} True if this name gave the reaction.
 */
export function isReactionOf({ names }, name) {
  return names.some((other) => foldName(other) === foldName(name));
}
