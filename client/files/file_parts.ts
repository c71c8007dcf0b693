import { ClientError } from "../core/mod.ts";
import type { FileToSend } from "./file_to_send.ts";

/**
 * Reads a file part by part. Only the present part is in memory: it stays there until the hub has it,
 * since a stream can't be read twice.
 */
export class FileParts {
  readonly #file: FileToSend;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  readonly #part: Uint8Array<ArrayBuffer>;
  /** Bytes of the last chunk that didn't fit into the part. */
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #start = 0;
  #length = 0;

  /** @param partBytes The size of a part. */
  constructor(file: FileToSend, readonly size: number, partBytes: number) {
    this.#file = file;
    const { bytes } = file;
    const stream = bytes instanceof ReadableStream ? bytes : new Blob([bytes]).stream();
    this.#reader = stream.getReader();
    this.#part = new Uint8Array(Math.min(partBytes, size));
  }

  /**
   * Returns the bytes from an offset on, at least one.
   *
   * @param offset In the present part or at its end.
   * @throws {ClientError} `file-broken`: the file has fewer or more bytes than its size, or the hub
   * has lost bytes of it.
   */
  async from(offset: number): Promise<Uint8Array<ArrayBuffer>> {
    if (offset === this.#start + this.#length) await this.#read();
    const end = this.#start + this.#length;
    if (offset < this.#start || offset >= end) {
      throw broken(`The hub has lost a part of ${this.#quoted}: send it again.`);
    }
    return this.#part.subarray(offset - this.#start, this.#length);
  }

  /** Lets the stream go. */
  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }

  get #quoted(): string {
    return JSON.stringify(this.#file.name);
  }

  async #read(): Promise<void> {
    this.#start += this.#length;
    this.#length = 0;
    const wanted = Math.min(this.#part.length, this.size - this.#start);
    while (this.#length < wanted) {
      if (this.#rest.length === 0) await this.#readChunk();
      const taken = this.#rest.subarray(0, wanted - this.#length);
      this.#part.set(taken, this.#length);
      this.#length += taken.length;
      this.#rest = this.#rest.subarray(taken.length);
    }
    if (this.#start + this.#length === this.size) await this.#checkEnd();
  }

  async #readChunk(): Promise<void> {
    const { done, value } = await this.#next();
    if (!done) return void (this.#rest = value);
    const came = this.#start + this.#length;
    throw broken(`${this.#quoted} has ${came} bytes, and not ${this.size} as was said.`);
  }

  /** A file that grows while it is sent would go without its end. */
  async #checkEnd(): Promise<void> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#next();
      if (done) return;
      this.#rest = value;
    }
    throw broken(`${this.#quoted} has more than the ${this.size} bytes that were said.`);
  }

  async #next(): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> {
    try {
      return await this.#reader.read();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw broken(`${this.#quoted} can't be read: ${why}`);
    }
  }
}

function broken(sentence: string): ClientError {
  return new ClientError("file-broken", sentence);
}
