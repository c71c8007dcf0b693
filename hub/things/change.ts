import { ChatError } from "../chat_error.ts";
import type { ClientMessage } from "../../vocabulary/mod.ts";

/** The author's wish to change a message that was said. */
export type Change =
  | { readonly kind: "edit"; readonly of: number; readonly msg: string }
  | { readonly kind: "delete"; readonly of: number };

/** True for a message that changes an earlier one, rather than being said. */
export function asksForChange({ edit, delete: deleted }: ClientMessage): boolean {
  return edit !== undefined || deleted !== undefined;
}

/**
 * Returns the change that a message asks for; undefined if it asks for none.
 *
 * @throws {ChatError} `bad-field` or `empty-message`.
 */
export function changeOf({ edit, delete: deleted, msg }: ClientMessage): Change | undefined {
  if (edit !== undefined && deleted !== undefined) {
    throw new ChatError(
      "bad-field",
      'A message has "edit" or "delete", not both: send two messages.',
    );
  }
  if (deleted !== undefined) return { kind: "delete", of: deleted };
  return edit === undefined ? undefined : editOf(edit, msg);
}

/**
 * Returns an edit.
 *
 * @throws {ChatError} `bad-field` without a text, `empty-message` with a blank one.
 */
export function editOf(of: number, msg: string | undefined): Change {
  if (msg === undefined) {
    throw new ChatError("bad-field", 'An "edit" needs the new text in "msg".');
  }
  if (msg.trim() === "") {
    throw new ChatError(
      "empty-message",
      `The new text is empty or blank, so nothing was changed: "delete":${of} takes the message back.`,
    );
  }
  return { kind: "edit", of, msg };
}
