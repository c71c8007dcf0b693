import { ChatError } from "../hub/mod.ts";
import { S3Error } from "./s3/s3_error.ts";

/**
 * Counts the errors of the storage, tells the operator of them, and makes refusals of them for
 * clients. Those learn nothing of the operator's network.
 */
export class StorageFailures {
  #count = 0;

  /** @param onFailure Called with each error. */
  constructor(readonly onFailure: (error: unknown) => void) {}

  /** The number of errors since the start. */
  get count(): number {
    return this.#count;
  }

  /** Counts an error that no client waits for. */
  failed(error: unknown): void {
    // The sender has gone, or the server ends.
    if (error instanceof S3Error && error.isGivenUp) return;
    this.#count++;
    this.onFailure(error);
  }

  /** Returns the refusal of a file that the storage doesn't take. */
  notWritten(error: unknown): ChatError {
    return this.#refusal(error, "kept");
  }

  /** Returns the refusal of a file that the storage doesn't give out. */
  notRead(error: unknown): ChatError {
    return this.#refusal(error, "read");
  }

  #refusal(error: unknown, done: string): ChatError {
    // The storage itself may refuse, as for want of memory.
    if (error instanceof ChatError) return error;
    this.failed(error);
    return new ChatError(
      "file-unavailable",
      `The file can't be ${done} now (${reasonOf(error)}): try again later.`,
    );
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof S3Error) return error.told;
  return error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
}
