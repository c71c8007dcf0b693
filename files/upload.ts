import { createHash } from "node:crypto";
import { ChatError } from "../hub/mod.ts";
import type { FileSink } from "./file_storage.ts";
import { sizeText } from "./file_text.ts";
import { MAGIC_BYTES } from "./media_type.ts";

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

/** A file on its way in: it is hashed and written as it comes. */
export class Upload {
  readonly #md5 = createHash("md5");
  readonly #sha256 = createHash("sha256");
  readonly #firstBytes = new Uint8Array(MAGIC_BYTES);
  #size = 0;
  #isEnded = false;
  #aborted: Promise<void> | undefined;

  /** @param onEnd Called once, with the bytes that are kept; undefined for a file that is dropped. */
  constructor(
    readonly id: string,
    readonly promised: Promised,
    readonly sink: FileSink,
    readonly onEnd: (keptBytes: number | undefined) => void,
  ) {}

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
    this.#md5.update(bytes);
    this.#sha256.update(bytes);
    try {
      await this.sink.write(bytes);
    } catch (error) {
      await this.abort();
      throw notWritten(error);
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
    const computed = this.#md5.digest("hex");
    const wrong = size !== undefined && size !== this.#size
      ? `The file has ${this.#size} bytes, and its header says ${size}`
      : md5 !== undefined && md5.toLowerCase() !== computed
      ? `The file's md5 is ${computed}, and its header says ${md5.toLowerCase()}`
      : undefined;
    if (wrong !== undefined) {
      await this.abort();
      throw new ChatError("file-wrong", `${wrong}: it was dropped, so send it again.`);
    }
    const sha256 = this.#sha256.digest("hex");
    const firstBytes = this.#firstBytes.subarray(0, this.#size);
    return { size: this.#size, md5: computed, sha256, firstBytes };
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

  async #drop(): Promise<void> {
    await this.sink.abort().catch(() => {});
    this.#end(undefined);
  }

  #end(keptBytes: number | undefined): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.onEnd(keptBytes);
  }
}

/** Returns the refusal of a file that the disk doesn't take. */
export function notWritten(error: unknown): ChatError {
  const why = error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
  return new ChatError("file-unavailable", `The file can't be kept now (${why}): try again later.`);
}
