import { ChatError, sizeText } from "../../hub/mod.ts";

/** Counts the memory of files on their way to S3. */
export class S3Buffers {
  #reservedBytes = 0;

  constructor(readonly maxBytes: number) {}

  /**
   * Reserves memory for one file.
   *
   * @returns A function that gives it back. To be called once.
   * @throws {ChatError} `file-unavailable`: too much is reserved already.
   */
  reserve(bytes: number): () => void {
    if (this.#reservedBytes + bytes > this.maxBytes) {
      throw new ChatError(
        "file-unavailable",
        `The files on their way to S3 have ${sizeText(this.#reservedBytes)} of the ${
          sizeText(this.maxBytes)
        } of memory that they may take: try again in a moment.`,
      );
    }
    this.#reservedBytes += bytes;
    return () => this.#reservedBytes -= bytes;
  }
}
