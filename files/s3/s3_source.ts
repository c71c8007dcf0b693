import type { FileSource } from "../file_storage.ts";
import { S3Error } from "./s3_error.ts";
import type { S3Response } from "./s3_request.ts";

/** Answers that may break off one behind the other, without a byte between them. */
const MAX_BREAKS = 3;

/** The parts of an {@linkcode S3Source}. */
export interface S3SourceOptions {
  readonly sizeBytes: number;
  /** The time that S3 may be silent for, in milliseconds. */
  readonly timeoutMs: number;
  /** Asks for the bytes behind the first `skippedBytes` ones again. */
  readonly reopen: (skippedBytes: number) => Promise<S3Response>;
}

/** A part of a file that comes from S3. An answer that breaks off is asked for again from there. */
export class S3Source implements FileSource {
  readonly #options: S3SourceOptions;
  #response: S3Response;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #unread: Uint8Array = new Uint8Array(0);
  #readBytes = 0;
  #breaks = 0;
  #isOpen = true;

  constructor(response: S3Response, options: S3SourceOptions) {
    this.#options = options;
    this.#response = response;
    this.#reader = response.body?.getReader();
  }

  async read(into: Uint8Array): Promise<number | null> {
    const { sizeBytes } = this.#options;
    if (this.#readBytes === sizeBytes) return null;
    while (this.#unread.length === 0) this.#unread = await this.#next();
    const part = this.#unread.subarray(0, Math.min(into.length, sizeBytes - this.#readBytes));
    into.set(part);
    this.#unread = this.#unread.subarray(part.length);
    this.#readBytes += part.length;
    return part.length;
  }

  close(): void {
    this.#isOpen = false;
    this.#end();
  }

  async #next(): Promise<Uint8Array> {
    const { timeoutMs, reopen } = this.#options;
    const timer = setTimeout(() => this.#response.end(), timeoutMs);
    try {
      const { value, done } = await this.#reader?.read() ?? { value: undefined, done: true };
      if (done) throw S3Error.broken("S3 ended a file before its last byte");
      this.#breaks = 0;
      return value;
    } catch (error) {
      if (!this.#isOpen) throw S3Error.givenUp();
      if (++this.#breaks > MAX_BREAKS) throw asS3Error(error);
    } finally {
      clearTimeout(timer);
    }
    this.#end();
    this.#response = await reopen(this.#readBytes);
    this.#reader = this.#response.body?.getReader();
    // Somebody may have closed this meanwhile.
    if (!this.#isOpen) this.#end();
    return new Uint8Array(0);
  }

  #end(): void {
    this.#reader?.cancel().catch(() => {});
    this.#response.end();
  }
}

function asS3Error(error: unknown): S3Error {
  if (error instanceof S3Error) return error;
  const why = error instanceof Error ? error.message : String(error);
  return S3Error.broken(`S3 broke off within a file: ${why}`);
}
