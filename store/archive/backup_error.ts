import { sentenceOf } from "../disk_thread/errors/error_sentence.ts";
import { StoreError } from "../store_error.ts";

/** A backup can't be made or restored. The message is a sentence for the operator. */
export class BackupError extends Error {
  override readonly name = "BackupError";
}

/**
 * Returns the reason why files can't be read or written, without a full stop; undefined for an error that
 * is a bug.
 *
 * @param path The file or folder that is written.
 */
export function reasonOf(error: unknown, path: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { message } = error;
  const isKnown = error instanceof StoreError || error instanceof RangeError ||
    /\(os error \d+\)|database or disk is full/.test(message) ||
    Object.values(Deno.errors).some((kind) => error instanceof kind);
  if (!isKnown) return undefined;
  const isFull = /\(os error (28|122)\)|database or disk is full/.test(message);
  return (isFull ? sentenceOf(error, path) : message).replace(/\.$/, "");
}
