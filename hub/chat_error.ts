/** Every refusal a client can meet. The wire carries these words in `error`. */
export type ErrorCode =
  | "account-limit"
  | "banned"
  | "bad-field"
  | "command-unknown"
  | "cookie-needed"
  | "cookie-wrong"
  | "empty-message"
  | "frame-too-large"
  | "history-unavailable"
  | "internal-error"
  | "json-duplicate-key"
  | "json-not-object"
  | "json-too-deep"
  | "lone-surrogate"
  | "message-too-large"
  | "name-ambiguous"
  | "name-empty"
  | "name-invalid"
  | "name-lookalike"
  | "name-missing"
  | "name-registered"
  | "name-reserved"
  | "name-taken"
  | "name-too-long"
  | "not-in-room"
  | "not-json"
  | "not-operator"
  | "not-utf8"
  | "password-invalid"
  | "password-wrong"
  | "peer-limit"
  | "peer-unknown"
  | "rate-limited"
  | "replay-running"
  | "room-limit"
  | "room-name-invalid"
  | "room-unknown"
  | "to-yourself"
  | "token-missing"
  | "token-wrong"
  | "too-many-attempts"
  | "usage";

/**
 * A refusal: the sender is told, and its connection lives.
 *
 * The message is a whole sentence for a person: what was wrong, what the limit is, what to do.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ChatError } from "./chat_error.ts";
 *
 * const refusal = new ChatError("empty-message", "The msg is empty: say something.");
 * assertEquals(refusal.code, "empty-message");
 * ```
 */
export class ChatError extends Error {
  override readonly name = "ChatError";

  constructor(readonly code: ErrorCode, sentence: string) {
    // What it quotes may have been cut within a character.
    super(sentence.toWellFormed());
  }
}

/** The refusal of a command that isn't written as it should be. */
export function usageError(form: string): ChatError {
  return new ChatError("usage", `That command is written: ${form}`);
}
