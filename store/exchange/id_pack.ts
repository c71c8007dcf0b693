import { type Batch, ID_HEADER_BYTES, idsIn } from "../../batch/mod.ts";
import type { RecentId } from "../../hub/mod.ts";

/** Bytes of a part beside its author's name and its list of ids. */
const PART_HEADER_BYTES = 24;
const PACK_MIN_BYTES = 1024;
const FOLD_MAX_BYTES_PER_UNIT = 3;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * The ids of a record's messages as bytes, which the database stores as they are. The record
 * builder fills it on the server's thread; {@linkcode idsOfPack} reads it back.
 *
 * A pack is a list of parts, one for each run. A part is: the sizes of its list and of its author's
 * name (4 bytes each, little-endian), its time in milliseconds and the number that the entry of
 * index 0 has or would have (8 bytes each, floats), the author's folded name, the ids as in
 * {@linkcode IdList}.
 */
export class IdPack {
  count = 0;
  #bytes = new Uint8Array(PACK_MIN_BYTES);
  #used = 0;

  /** The packed ids. The next `add` may overwrite them. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#used);
  }

  get sizeBytes(): number {
    return this.#used;
  }

  /** Appends the ids of a batch. */
  add({ ids, runs }: Pick<Batch, "ids" | "runs">): void {
    if (ids === undefined) return;
    const list = ids.bytes;
    const view = new DataView(list.buffer, list.byteOffset, list.length);
    let start = 0;
    for (const { author, timeMs, firstSeq, firstIndex, count } of runs) {
      let end = start;
      let idCount = 0;
      for (; end < list.length && view.getUint32(end, true) < firstIndex + count; idCount++) {
        end += ID_HEADER_BYTES + view.getUint16(end + 4, true);
      }
      if (idCount > 0 && author !== undefined) {
        this.addPart(author.fold, timeMs, firstSeq - firstIndex, list.subarray(start, end));
        this.count += idCount;
      }
      start = end;
    }
  }

  clear(): void {
    this.count = 0;
    this.#used = 0;
  }

  /**
   * Appends a list without counting its ids.
   *
   * @param baseSeq The number of an entry of index 0.
   */
  addPart(author: string, timeMs: number, baseSeq: number, list: Uint8Array): void {
    this.#reserve(PART_HEADER_BYTES + FOLD_MAX_BYTES_PER_UNIT * author.length + list.length);
    const nameAt = this.#used + PART_HEADER_BYTES;
    const { written } = encoder.encodeInto(author, this.#bytes.subarray(nameAt));
    const view = new DataView(this.#bytes.buffer, this.#used);
    view.setUint32(0, list.length, true);
    view.setUint32(4, written, true);
    view.setFloat64(8, timeMs, true);
    view.setFloat64(16, baseSeq, true);
    this.#bytes.set(list, nameAt + written);
    this.#used = nameAt + written + list.length;
  }

  #reserve(sizeBytes: number): void {
    const neededBytes = this.#used + sizeBytes;
    if (neededBytes <= this.#bytes.length) return;
    const bytes = new Uint8Array(2 * neededBytes);
    bytes.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = bytes;
  }
}

/** Decodes a pack, oldest id first. */
export function* idsOfPack(pack: Uint8Array): Generator<RecentId> {
  const view = new DataView(pack.buffer, pack.byteOffset, pack.length);
  for (let at = 0; at < pack.length;) {
    const timeMs = view.getFloat64(at + 8, true);
    const baseSeq = view.getFloat64(at + 16, true);
    const nameAt = at + PART_HEADER_BYTES;
    const listAt = nameAt + view.getUint32(at + 4, true);
    const author = decoder.decode(pack.subarray(nameAt, listAt));
    at = listAt + view.getUint32(at, true);
    for (const [index, id] of idsIn(pack.subarray(listAt, at))) {
      yield { author, id, seq: baseSeq + index, timeMs };
    }
  }
}
