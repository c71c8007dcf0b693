import type { ErrorCode } from "../vocabulary/mod.ts";

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

  /** True where the same message may be taken a little later, though its code doesn't say so. */
  readonly retry: boolean;

  constructor(
    readonly code: ErrorCode,
    sentence: string,
    { retry = false }: { readonly retry?: boolean } = {},
  ) {
    // A quoted text may have been cut within a character.
    super(sentence.toWellFormed());
    this.retry = retry;
  }
}

/** Builds the refusal of a command that is written wrongly. */
export function usageError(form: string): ChatError {
  return new ChatError("usage", `That command is written: ${form}`);
}
