import type { FileSource } from "./file_storage.ts";
import type { StorageFailures } from "./storage_failures.ts";

/** A file that the storage breaks off, which was counted. Its receiver can only be let go. */
export class BrokenFileError extends Error {
  override readonly name = "BrokenFileError";
}

/** A part of a file whose storage may fail in its midst. */
export class WatchedSource implements FileSource {
  constructor(
    readonly source: FileSource,
    readonly failures: Pick<StorageFailures, "failed">,
  ) {}

  /** @throws {BrokenFileError} The rest of the part can't be read. */
  async read(into: Uint8Array): Promise<number | null> {
    try {
      return await this.source.read(into);
    } catch (error) {
      this.failures.failed(error);
      throw new BrokenFileError("The file broke off", { cause: error });
    }
  }

  close(): void {
    this.source.close();
  }
}
