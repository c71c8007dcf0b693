import { createHash } from "node:crypto";

/** The sums of a file, in hex. */
export interface FileSums {
  readonly md5: string;
  readonly sha256: string;
}

/** The sums of bytes that come in parts. */
export class FileHash {
  readonly #md5 = createHash("md5");
  readonly #sha256 = createHash("sha256");

  update(bytes: Uint8Array): void {
    this.#md5.update(bytes);
    this.#sha256.update(bytes);
  }

  /** Returns the sums of all bytes. To be called once. */
  digest(): FileSums {
    return { md5: this.#md5.digest("hex"), sha256: this.#sha256.digest("hex") };
  }
}
