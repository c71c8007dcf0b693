/**
 * The state of messages: their present text, reactions and pins, as edits, deletions and other
 * changes leave them. No connection and no I/O live here.
 *
 * @module
 */

export {
  applyChange,
  changed,
  type ChangeEvent,
  type HeldState,
  isReactionOf,
  KnownMessages,
  type MessageState,
} from "./known_messages.ts";
