import { ChatError } from "../hub/mod.ts";

/** Returns the refusal of a file that the storage doesn't take. */
export function notWritten(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  return new ChatError(
    "file-unavailable",
    `The file can't be kept now (${reasonOf(error)}): try again later.`,
  );
}

/** Returns the refusal of a file that the storage doesn't give out. */
export function notRead(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  return new ChatError(
    "file-unavailable",
    `The file can't be read now (${reasonOf(error)}): try again later.`,
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
}
