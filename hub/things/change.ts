import { ChatError } from "../chat_error.ts";
import { checkReaction } from "./reaction.ts";
import type { ClientMessage } from "../../vocabulary/mod.ts";

/** The author's wish to change a message that was said. */
export type Change =
  | { readonly kind: "edit"; readonly of: number; readonly msg: string }
  | {
    readonly kind: "delete";
    readonly of: number;
    /** The reason why, for others to read. */
    readonly reason?: string;
  }
  | {
    readonly kind: "react";
    readonly of: number;
    readonly react: string;
    /** True: the reaction is taken back. */
    readonly isUndo: boolean;
  }
  /** A message of a room is shown to everybody who asks for the pinned ones, or not any more. */
  | { readonly kind: "pin"; readonly of: number; readonly isUndo: boolean };

/** True for a message that changes an earlier one, rather than being said. */
export function asksForChange({ edit, delete: deleted, react }: ClientMessage): boolean {
  return edit !== undefined || deleted !== undefined || react !== undefined;
}

/**
 * Returns the change that a message asks for; undefined if it asks for none.
 *
 * @throws {ChatError} `bad-field`, `empty-message` or `reaction-invalid`.
 */
export function changeOf(message: ClientMessage): Change | undefined {
  const { edit, delete: deleted, react, of, isUndo = false, msg } = message;
  if ([edit, deleted, react].filter((one) => one !== undefined).length > 1) {
    throw new ChatError(
      "bad-field",
      'A message has one of "edit", "delete" and "react": send several messages.',
    );
  }
  if (deleted !== undefined) return deletionOf(deleted, msg);
  if (edit !== undefined) return editOf(edit, msg);
  return react === undefined ? undefined : reactionOf(react, of, { isUndo });
}

/** Returns a deletion. A blank text is no reason. */
export function deletionOf(of: number, msg = ""): Change {
  const reason = msg.trim();
  return { kind: "delete", of, ...(reason !== "" && { reason }) };
}

/**
 * Returns a reaction.
 *
 * @throws {ChatError} `bad-field` without the number of a message, `reaction-invalid`.
 */
export function reactionOf(
  react: string,
  of: number | undefined,
  { isUndo }: { readonly isUndo: boolean },
): Change {
  if (of === undefined) {
    throw new ChatError("bad-field", 'A "react" needs the "seq" of the message in "of".');
  }
  checkReaction(react);
  return { kind: "react", of, react, isUndo };
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
