import { ChatError, limitKeyOf } from "../hub/mod.ts";
import type { FileLimits } from "./limits.ts";

/** Counts the files that come in at the same time, all and by address. */
export class UploadSlots {
  readonly #byAddress = new Map<string, number>();
  #count = 0;

  constructor(readonly limits: Pick<FileLimits, "maxUploads" | "maxUploadsPerAddress">) {}

  /**
   * Counts a file that comes in.
   *
   * @returns A function that says that the file is through. To be called once.
   * @throws {ChatError} `file-unavailable`: as many as may be come in already.
   */
  enter(address: string): () => void {
    const { maxUploads, maxUploadsPerAddress } = this.limits;
    const key = limitKeyOf(address);
    const ofAddress = this.#byAddress.get(key) ?? 0;
    if (this.#count >= maxUploads || ofAddress >= maxUploadsPerAddress) {
      const most = ofAddress >= maxUploadsPerAddress
        ? `${maxUploadsPerAddress} files from your address`
        : `${maxUploads} files`;
      throw new ChatError(
        "file-unavailable",
        `As many as ${most} are on their way in already, and more aren't taken at once: try again in a moment.`,
      );
    }
    this.#count++;
    this.#byAddress.set(key, ofAddress + 1);
    return () => this.#leave(key);
  }

  #leave(key: string): void {
    this.#count--;
    const left = this.#byAddress.get(key)! - 1;
    if (left > 0) this.#byAddress.set(key, left);
    else this.#byAddress.delete(key);
  }
}
