import type { FileRoom } from "./file_room.ts";
import type { FileStorage } from "./file_storage.ts";
import { HashThread } from "./hashing/hash_thread.ts";
import type { PartialFile } from "./partials/partial_file.ts";
import type { StorageFailures } from "./storage_failures.ts";
import { Upload } from "./upload.ts";

/** A file that somebody wants to send. */
export interface UploadRequest {
  /** As the client wrote it. */
  readonly name: string;
  /** In bytes; undefined: nobody has said it. */
  readonly size: number | undefined;
  /** The most bytes that the file can have, where its size is unknown. */
  readonly maxBytes?: number | undefined;
  readonly md5?: string | undefined;
  /** The folded name of who sends it. */
  readonly author: string;
  /** The address that it comes from. */
  readonly address: string;
}

/** The parts that {@linkcode Uploads} work with. */
export interface UploadsOptions {
  readonly storage: FileStorage;
  readonly room: FileRoom;
  readonly failures: StorageFailures;
  /** Makes an id of 32 letters and digits that nobody can guess. */
  readonly newId: () => string;
}

/** The files that come in now. */
export class Uploads {
  readonly #options: UploadsOptions;
  readonly #underWay = new Set<Upload>();
  readonly #hashThread = new HashThread();

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  /** See `Files.begin`. */
  async begin(request: UploadRequest, nowMs: number): Promise<Upload> {
    const { room } = this.#options;
    const { author, address, size } = request;
    const maxBytes = size ?? Math.min(request.maxBytes ?? Infinity, room.limits.fileMaxBytes);
    const leave = room.enter(address);
    try {
      await room.reserve({ ...request, size: maxBytes }, nowMs);
    } catch (error) {
      leave();
      throw error;
    }
    return await this.#create(request, maxBytes, (keptBytes) => {
      leave();
      room.quota.remove({ author, size: maxBytes });
      if (keptBytes !== undefined) room.quota.keep({ author, address, size: keptBytes }, maxBytes);
    });
  }

  /** See `Files.beginWhole`. */
  async beginWhole(partial: PartialFile): Promise<Upload> {
    const { address, size } = partial;
    const leave = this.#options.room.enter(address);
    return await this.#create(partial, size, () => leave());
  }

  /** Drops all of them. Nothing may begin afterwards. */
  async close(): Promise<void> {
    await Promise.all([...this.#underWay].map((upload) => upload.abort()));
    this.#hashThread.close();
  }

  async #create(
    { size, md5 }: Pick<UploadRequest, "size" | "md5">,
    maxBytes: number,
    end: (keptBytes: number | undefined) => void,
  ): Promise<Upload> {
    const { storage, failures, newId } = this.#options;
    try {
      const id = newId();
      const sink = await storage.create(id, maxBytes).catch((error) => {
        throw failures.notWritten(error);
      });
      const upload: Upload = new Upload({
        id,
        promised: { size, md5, maxBytes },
        sink,
        failures,
        hashThread: this.#hashThread,
        onEnd: (keptBytes) => {
          this.#underWay.delete(upload);
          end(keptBytes);
        },
      });
      this.#underWay.add(upload);
      return upload;
    } catch (error) {
      end(undefined);
      throw error;
    }
  }
}
