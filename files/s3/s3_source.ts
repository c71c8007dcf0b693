import type { FileSource } from "../file_storage.ts";
import { S3Error } from "./s3_error.ts";
import type { S3Response } from "./s3_request.ts";

/** A part of a file that comes from S3. */
export class S3Source implements FileSource {
  readonly #response: S3Response;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #timeoutMs: number;
  #unread: Uint8Array = new Uint8Array(0);
  #leftBytes: number;

  /** @param sizeBytes The bytes of the part. */
  constructor(
    response: S3Response,
    { sizeBytes, timeoutMs }: { readonly sizeBytes: number; readonly timeoutMs: number },
  ) {
    this.#response = response;
    this.#reader = response.body?.getReader();
    this.#leftBytes = sizeBytes;
    this.#timeoutMs = timeoutMs;
  }

  async read(into: Uint8Array): Promise<number | null> {
    if (this.#leftBytes === 0) return null;
    while (this.#unread.length === 0) this.#unread = await this.#next();
    const part = this.#unread.subarray(0, Math.min(into.length, this.#leftBytes));
    into.set(part);
    this.#unread = this.#unread.subarray(part.length);
    this.#leftBytes -= part.length;
    return part.length;
  }

  close(): void {
    this.#reader?.cancel().catch(() => {});
    this.#response.end();
  }

  async #next(): Promise<Uint8Array> {
    const timer = setTimeout(() => this.#response.end(), this.#timeoutMs);
    try {
      const { value, done } = await this.#reader?.read() ?? { value: undefined, done: true };
      if (done) throw S3Error.broken("S3 ended a file before its last byte");
      return value;
    } catch (error) {
      if (error instanceof S3Error) throw error;
      throw S3Error.broken(
        `S3 broke off within a file: ${error instanceof Error ? error.message : error}`,
      );
    } finally {
      clearTimeout(timer);
    }
  }
}
