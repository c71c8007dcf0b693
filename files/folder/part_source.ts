import type { FileSource } from "../file_storage.ts";

/** A part of an open file, from where it stands. */
export class PartSource implements FileSource {
  #leftBytes: number;
  #isOpen = true;

  constructor(readonly file: Deno.FsFile, sizeBytes: number) {
    this.#leftBytes = sizeBytes;
  }

  async read(into: Uint8Array): Promise<number | null> {
    if (this.#leftBytes === 0) return null;
    const count = await this.file.read(into.subarray(0, this.#leftBytes));
    if (count !== null) this.#leftBytes -= count;
    return count;
  }

  close(): void {
    if (this.#isOpen) this.file.close();
    this.#isOpen = false;
  }
}
