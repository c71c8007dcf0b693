import { ChatError, limitKeyOf, sizeText } from "../hub/mod.ts";
import type { FileLimits } from "./limits.ts";

const DAY_MS = 86_400_000;
/** Most addresses whose bytes of the last day are counted; with more, the oldest one is forgotten. */
const MAX_ADDRESSES = 10_000;
/** A file counts as this many bytes more: it has a place on the disk besides its content. */
const OVERHEAD_BYTES = 4_096;

/** The bytes of one address since the begin of its day. */
interface Day {
  readonly sinceMs: number;
  bytes: number;
}

/** The sender of a file, and its size. */
export interface QuotaRequest {
  /** The folded name. */
  readonly author: string;
  readonly address: string;
  /** In bytes. */
  readonly size: number;
}

/** Counts the bytes of files against the limits. Files that are on their way count already. */
export class Quota {
  readonly #byName = new Map<string, number>();
  /** The oldest one first. */
  readonly #days = new Map<string, Day>();
  #totalBytes = 0;

  constructor(readonly limits: FileLimits) {}

  /** The bytes of all files, those on their way included. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  /**
   * Counts a file that is to come.
   *
   * @throws {ChatError} `file-too-large` or `file-limit`; nothing is counted then.
   */
  reserve({ author, address, size }: QuotaRequest, nowMs: number): void {
    const { fileMaxBytes, nameMaxBytes, dayMaxBytes, totalMaxBytes } = this.limits;
    if (size > fileMaxBytes) {
      throw new ChatError(
        "file-too-large",
        `The file has ${sizeText(size)}; at most ${
          sizeText(fileMaxBytes)
        } are taken: send a smaller one, or ask whoever runs the hub to raise --file-max-bytes.`,
      );
    }
    const bytes = size + OVERHEAD_BYTES;
    const ofName = this.#byName.get(author) ?? 0;
    const day = this.#dayOf(address, nowMs);
    if (ofName + bytes > nameMaxBytes) {
      throw full(
        `Your files here have ${sizeText(ofName)}, and one name may have`,
        nameMaxBytes,
        "delete a message with a file first",
      );
    }
    if (day.bytes + bytes > dayMaxBytes) {
      throw full(
        `Your address has sent ${sizeText(day.bytes)} since yesterday, and one may send`,
        dayMaxBytes,
        "send it tomorrow",
      );
    }
    if (this.#totalBytes + bytes > totalMaxBytes) {
      throw full(
        `All files here have ${sizeText(this.#totalBytes)}, and the hub keeps`,
        totalMaxBytes,
        "try later, or tell whoever runs the hub",
      );
    }
    day.bytes += bytes;
    this.add({ author, size });
  }

  /** Gives back what a file that didn't become whole has reserved. Its day's bytes stay counted. */
  remove({ author, size }: Pick<QuotaRequest, "author" | "size">): void {
    const bytes = size + OVERHEAD_BYTES;
    this.#totalBytes -= bytes;
    const left = (this.#byName.get(author) ?? 0) - bytes;
    if (left > 0) this.#byName.set(author, left);
    else this.#byName.delete(author);
  }

  /** Counts a file that has become whole, in place of the bytes that its day had reserved for it. */
  keep({ author, address, size }: QuotaRequest, reservedBytes: number): void {
    this.add({ author, size });
    const day = this.#days.get(limitKeyOf(address));
    if (day !== undefined) day.bytes = Math.max(0, day.bytes - (reservedBytes - size));
  }

  /** Counts a file that is there already. */
  add({ author, size }: Pick<QuotaRequest, "author" | "size">): void {
    const bytes = size + OVERHEAD_BYTES;
    this.#totalBytes += bytes;
    this.#byName.set(author, (this.#byName.get(author) ?? 0) + bytes);
  }

  #dayOf(address: string, nowMs: number): Day {
    const key = limitKeyOf(address);
    const known = this.#days.get(key);
    if (known !== undefined && nowMs - known.sinceMs < DAY_MS) return known;
    this.#days.delete(key);
    if (this.#days.size >= MAX_ADDRESSES) this.#days.delete(this.#days.keys().next().value!);
    const day = { sinceMs: nowMs, bytes: 0 };
    this.#days.set(key, day);
    return day;
  }
}

function full(sentence: string, maxBytes: number, remedy: string): ChatError {
  return new ChatError("file-limit", `${sentence} ${sizeText(maxBytes)} at most: ${remedy}.`);
}
