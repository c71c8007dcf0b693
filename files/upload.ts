import { ChatError, sizeText } from "../hub/mod.ts";
import type { FileSink } from "./file_storage.ts";
import { FileHash, type FileSums } from "./hashing/file_hash.ts";
import type { HashThread, ThreadHash } from "./hashing/hash_thread.ts";
import { MAGIC_BYTES } from "./media_type.ts";
import type { StorageFailures } from "./storage_failures.ts";

/** A file's bytes once all are there. */
export interface Digest {
  /** In bytes. */
  readonly size: number;
  readonly md5: string;
  readonly sha256: string;
  /** The first bytes, which tell the type. */
  readonly firstBytes: Uint8Array;
}

/** The promises that a file's header makes. */
export interface Promised {
  /** In bytes; undefined: nobody has said it. */
  readonly size: number | undefined;
  /** In hex; undefined: nobody has said it. */
  readonly md5: string | undefined;
  /** Most bytes that were reserved for the file. */
  readonly maxBytes: number;
}

/** The parts of an {@linkcode Upload}. */
export interface UploadOptions {
  readonly id: string;
  readonly promised: Promised;
  readonly sink: FileSink;
  readonly failures: StorageFailures;
  readonly hashThread: HashThread;
  /** Called once, with the bytes that are kept; undefined for a file that is dropped. */
  readonly onEnd: (keptBytes: number | undefined) => void;
}

/** Bytes that are written and hashed at once. */
const PART_BYTES = 256 * 1024;
/** A file of so many bytes is hashed at once; the hash thread isn't worth its while. */
const SMALL_BYTES = 64 * 1024;

/** A file on its way in: it is written and hashed in parts as it comes. */
export class Upload {
  readonly #hashThread: HashThread;
  readonly #firstBytes = new Uint8Array(MAGIC_BYTES);
  #size = 0;
  #isEnded = false;
  #aborted: Promise<void> | undefined;
  /** The part that fills up, and the bytes in it. */
  #buffer: ArrayBuffer;
  #usedBytes = 0;
  /** Undefined while the file has only one part. */
  #hash: ThreadHash | undefined;
  /** The part before, which the thread hashes while this one fills up. */
  #hashing: Promise<ArrayBuffer> | undefined;
  readonly id: string;
  readonly promised: Promised;
  readonly sink: FileSink;
  readonly #failures: StorageFailures;
  readonly #onEnd: (keptBytes: number | undefined) => void;

  constructor({ id, promised, sink, failures, hashThread, onEnd }: UploadOptions) {
    this.#failures = failures;
    this.id = id;
    this.promised = promised;
    this.sink = sink;
    this.#hashThread = hashThread;
    this.#onEnd = onEnd;
    this.#buffer = new ArrayBuffer(Math.max(1, Math.min(PART_BYTES, promised.maxBytes)));
  }

  /** The bytes that have come. */
  get size(): number {
    return this.#size;
  }

  /**
   * Appends bytes, which the caller may use again afterwards.
   *
   * @throws {ChatError} `file-too-large` or `file-unavailable`; the file is dropped then.
   */
  async write(bytes: Uint8Array): Promise<void> {
    const { maxBytes } = this.promised;
    if (this.#size + bytes.length > maxBytes) {
      await this.abort();
      throw new ChatError(
        "file-too-large",
        `The file has more than the ${
          sizeText(maxBytes)
        } that may come: send its size with it, or a smaller one.`,
      );
    }
    if (this.#size < MAGIC_BYTES) {
      this.#firstBytes.set(bytes.subarray(0, MAGIC_BYTES - this.#size), this.#size);
    }
    this.#size += bytes.length;
    for (let at = 0; at < bytes.length;) {
      const count = Math.min(bytes.length - at, this.#buffer.byteLength - this.#usedBytes);
      new Uint8Array(this.#buffer).set(bytes.subarray(at, at + count), this.#usedBytes);
      this.#usedBytes += count;
      at += count;
      if (this.#usedBytes === PART_BYTES) await this.#flushPart();
    }
  }

  /**
   * Ends the file's bytes.
   *
   * @throws {ChatError} `file-wrong`, where they aren't what the header promised; the file is dropped
   * then.
   */
  async digest(): Promise<Digest> {
    const { size, md5 } = this.promised;
    const sums = await this.#sums();
    const wrong = size !== undefined && size !== this.#size
      ? `The file has ${this.#size} bytes, and its header says ${size}`
      : md5 !== undefined && md5.toLowerCase() !== sums.md5
      ? `The file's md5 is ${sums.md5}, and its header says ${md5.toLowerCase()}`
      : undefined;
    if (wrong !== undefined) {
      await this.abort();
      throw new ChatError("file-wrong", `${wrong}: it was dropped, so send it again.`);
    }
    const firstBytes = this.#firstBytes.subarray(0, this.#size);
    return { size: this.#size, ...sums, firstBytes };
  }

  /** Tells that the file is kept. */
  kept(): void {
    this.#end(this.#size);
  }

  /** Drops the file. May be called again. */
  async abort(): Promise<void> {
    this.#aborted ??= this.#isEnded ? Promise.resolve() : this.#drop();
    await this.#aborted;
  }

  async #sums(): Promise<FileSums> {
    if (this.#size <= SMALL_BYTES) {
      const part = new Uint8Array(this.#buffer, 0, this.#usedBytes);
      await this.#write(part);
      const hash = new FileHash();
      hash.update(part);
      return hash.digest();
    }
    await this.#flushPart();
    try {
      await this.#hashing;
      return await this.#hash!.digest();
    } catch (error) {
      await this.abort();
      throw this.#failures.notWritten(error);
    }
  }

  /** Writes the part, and hands it over to the thread. At most one part of a file is there. */
  async #flushPart(): Promise<void> {
    const [buffer, usedBytes] = [this.#buffer, this.#usedBytes];
    await this.#write(new Uint8Array(buffer, 0, usedBytes));
    this.#hash ??= this.#hashThread.begin();
    try {
      const spare = await this.#hashing;
      this.#hashing = this.#hash.update(buffer, usedBytes);
      this.#hashing.catch(() => {});
      this.#buffer = spare ?? new ArrayBuffer(PART_BYTES);
      this.#usedBytes = 0;
    } catch (error) {
      await this.abort();
      throw this.#failures.notWritten(error);
    }
  }

  async #write(part: Uint8Array): Promise<void> {
    try {
      await this.sink.write(part);
    } catch (error) {
      await this.abort();
      throw this.#failures.notWritten(error);
    }
  }

  async #drop(): Promise<void> {
    this.#hash?.forget();
    await this.sink.abort().catch(() => {});
    this.#end(undefined);
  }

  #end(keptBytes: number | undefined): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#onEnd(keptBytes);
  }
}
