import { ChatError, sizeText } from "../hub/mod.ts";
import type { FileStorage } from "./file_storage.ts";
import type { FileLimits } from "./limits.ts";
import { Quota, type QuotaRequest } from "./quota.ts";
import { UploadSlots } from "./upload_slots.ts";

/** A file that needs room. */
export interface RoomRequest extends QuotaRequest {
  /** In hex; undefined: nobody has said it. */
  readonly md5?: string | undefined;
}

/** The room that files may take: by quota, on the disk, and how many may come in at once. */
export class FileRoom {
  readonly quota: Quota;
  readonly #slots: UploadSlots;

  constructor(
    readonly storage: Pick<FileStorage, "freeBytes">,
    readonly limits: FileLimits,
  ) {
    this.quota = new Quota(limits);
    this.#slots = new UploadSlots(limits);
  }

  /** Counts a file that comes in: see {@linkcode UploadSlots.enter}. */
  enter(address: string): () => void {
    return this.#slots.enter(address);
  }

  /**
   * Reserves room for a file.
   *
   * @param place The place that the bytes come to first. Default: the storage.
   * @throws {ChatError} `bad-field`, `file-too-large`, `file-limit` or `file-unavailable`; nothing is
   * reserved then.
   */
  async reserve(
    request: RoomRequest,
    nowMs: number,
    place: Pick<FileStorage, "freeBytes"> = this.storage,
  ): Promise<void> {
    checkMd5(request.md5);
    this.quota.reserve(request, nowMs);
    try {
      await this.#checkFree(request.size, place);
    } catch (error) {
      this.quota.remove(request);
      throw error;
    }
  }

  /** The bytes of files on their way aren't on the disk yet, and count as if they were. */
  async #checkFree(
    sizeBytes: number,
    place: Pick<FileStorage, "freeBytes">,
  ): Promise<void> {
    const { freeMinBytes } = this.limits;
    const freeBytes = await place.freeBytes();
    if (freeBytes === undefined || freeBytes - sizeBytes >= freeMinBytes) return;
    throw new ChatError(
      "file-unavailable",
      `The hub's disk has ${sizeText(freeBytes)} left, and ${
        sizeText(freeMinBytes)
      } stay free: try again later, or tell whoever runs the hub.`,
    );
  }
}

function checkMd5(md5: string | undefined): void {
  if (md5 === undefined || /^[0-9a-f]{32}$/i.test(md5)) return;
  throw new ChatError(
    "bad-field",
    `"md5" is 32 hex digits, as hashlib.md5(data).hexdigest() returns them; not "${
      md5.slice(0, 40)
    }": leave it out, or send those.`,
  );
}
