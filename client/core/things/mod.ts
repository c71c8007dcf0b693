/**
 * The state of messages: their present text, reactions and pins, as edits, deletions and other
 * changes leave them. No connection and no I/O live here.
 *
 * @module
 */

export { changed, type ChangeEvent, KnownMessages } from "./known_messages.ts";
