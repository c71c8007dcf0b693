import type { FileSink, StoredFile } from "../file_storage.ts";
import type { S3Bucket, S3Part } from "./s3_bucket.ts";
import { S3Error } from "./s3_error.ts";

/** A sender waits for the end of a refused file; a start removes what is left of it. */
const ONCE = { maxAttempts: 1 };

/** The parts of an {@linkcode S3Sink}. */
export interface S3SinkOptions {
  readonly bucket: S3Bucket;
  readonly id: string;
  /** Bytes of each part but the last one. */
  readonly partBytes: number;
  /** Writes what is to be remembered of the file. */
  readonly remember: (file: StoredFile) => Promise<void>;
  /** Called once, when the sink needs no memory any more. */
  readonly onEnd: () => void;
}

/**
 * A file on its way to S3. It fills a buffer, which goes out as a part each time that it is full; a
 * file that fits into one goes as a whole. Nothing is seen of it before `commit`.
 */
export class S3Sink implements FileSink {
  readonly #options: S3SinkOptions;
  readonly #ending = new AbortController();
  readonly #parts: S3Part[] = [];
  #buffer: Uint8Array<ArrayBuffer> | undefined;
  #usedBytes = 0;
  #uploadId: string | undefined;
  /** True: the whole file may be there. */
  #isPut = false;
  #isEnded = false;

  constructor(options: S3SinkOptions) {
    this.#options = options;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { partBytes } = this.#options;
    const buffer = this.#buffer ??= new Uint8Array(partBytes);
    for (let at = 0; at < bytes.length;) {
      // Not before more comes: a file of one buffer needs no parts.
      if (this.#usedBytes === partBytes) await this.#sendPart();
      const count = Math.min(bytes.length - at, partBytes - this.#usedBytes);
      buffer.set(bytes.subarray(at, at + count), this.#usedBytes);
      this.#usedBytes += count;
      at += count;
    }
  }

  async commit(file: StoredFile): Promise<void> {
    const { bucket, id, remember } = this.#options;
    const { signal } = this.#ending;
    this.#isPut = true;
    if (this.#uploadId === undefined) {
      await bucket.put(id, this.#used(), signal);
    } else {
      await this.#sendPart();
      await bucket.completeMultipart(id, this.#uploadId, this.#parts);
    }
    if (!signal.aborted) await remember(file);
    // The server may be going down: then the file is dropped, and its message mustn't be said.
    if (signal.aborted) throw S3Error.givenUp();
    this.#end();
  }

  async abort(): Promise<void> {
    if (this.#isEnded) return;
    this.#end();
    this.#ending.abort();
    const { bucket, id } = this.#options;
    if (this.#uploadId !== undefined) await bucket.abortMultipart(id, this.#uploadId, ONCE);
    if (this.#isPut) await bucket.remove(id, ONCE);
  }

  async #sendPart(): Promise<void> {
    const { bucket, id: key } = this.#options;
    const { signal } = this.#ending;
    const uploadId = this.#uploadId ??= await bucket.beginMultipart(key, signal);
    const number = this.#parts.length + 1;
    this.#parts.push(await bucket.putPart({ key, uploadId, number }, this.#used(), signal));
    this.#usedBytes = 0;
  }

  #used(): Uint8Array<ArrayBuffer> {
    return this.#buffer?.subarray(0, this.#usedBytes) ?? new Uint8Array(0);
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#buffer = undefined;
    this.#options.onEnd();
  }
}
