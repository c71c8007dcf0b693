import type { Batch, Run } from "../hub/batch.ts";
import { DISTANCE_BYTES } from "./chunk.ts";
import { IdPack } from "./id_pack.ts";
import type { Post } from "./requests.ts";

const BUFFER_MIN_BYTES = 64 * 1024;
// What a burst grew beyond this is given back to the memory.
const BUFFER_SPARE_MAX_BYTES = 1024 * 1024;

/**
 * Where messages wait for the next post to the store's thread.
 *
 * It stands on the server's hot path: the bytes of a turn are copied once, into one buffer, and
 * beside them a few numbers per batch are kept, but nothing per message.
 */
export class Staging {
  #memory = new Uint8Array(BUFFER_MIN_BYTES);
  #used = 0;
  #spare: ArrayBuffer | undefined;
  #scopes: string[] = [];
  #heads: number[] = [];
  readonly #ids = new IdPack();
  #timeMs = 0;
  /** Messages waiting. */
  count = 0;

  get sizeBytes(): number {
    return this.#used;
  }

  /** Copies the messages of a batch, but for its notices, which aren't kept. */
  add(batch: Batch): void {
    const kept = batch.runs.filter(({ firstSeq }) => firstSeq !== 0);
    if (kept.length === 0) return;
    const count = kept.reduce((sum, run) => sum + run.count, 0);
    this.#reserve(batch.sizeBytes + DISTANCE_BYTES * count);
    const framesBytes = this.#addFrames(batch, kept);
    const firstSeq = kept[0].firstSeq;
    const newest = kept[kept.length - 1];
    const lastSeq = newest.firstSeq + newest.count - 1;
    const seqsBytes = lastSeq - firstSeq + 1 === count ? 0 : this.#addDistances(kept);
    this.#timeMs = newest.timeMs;
    this.#scopes.push(batch.scope);
    this.#heads.push(firstSeq, lastSeq, count, newest.timeMs, framesBytes, seqsBytes);
    this.count += count;
    this.#ids.add(batch);
  }

  /** Empties it into a post. */
  take(): Post {
    const post = {
      buffer: this.#memory.buffer,
      scopes: this.#scopes,
      heads: this.#heads,
      ids: this.#ids.bytes,
      idCount: this.#ids.count,
      timeMs: this.#timeMs,
    };
    this.#memory = new Uint8Array(this.#spare ?? new ArrayBuffer(BUFFER_MIN_BYTES));
    this.#spare = undefined;
    this.#used = 0;
    this.#scopes = [];
    this.#heads = [];
    this.#ids.clear();
    this.count = 0;
    return post;
  }

  /** Takes the buffer of an earlier post for a later one. */
  recycle(buffer: ArrayBuffer): void {
    if (buffer.byteLength <= BUFFER_SPARE_MAX_BYTES) this.#spare = buffer;
  }

  #addFrames(batch: Batch, kept: readonly Run[]): number {
    const { bytes } = batch;
    const start = this.#used;
    if (kept.length === batch.runs.length) {
      this.#memory.set(bytes, start);
      this.#used += bytes.length;
    } else {
      const { offsets } = batch;
      for (const { firstIndex, count } of kept) {
        const run = bytes.subarray(offsets[firstIndex], offsets[firstIndex + count]);
        this.#memory.set(run, this.#used);
        this.#used += run.length;
      }
    }
    return this.#used - start;
  }

  #addDistances(kept: readonly Run[]): number {
    const view = new DataView(this.#memory.buffer);
    const start = this.#used;
    for (const { firstSeq, count } of kept) {
      const distance = firstSeq - kept[0].firstSeq;
      for (let i = 0; i < count; i++, this.#used += DISTANCE_BYTES) {
        view.setUint32(this.#used, distance + i, true);
      }
    }
    return this.#used - start;
  }

  #reserve(sizeBytes: number): void {
    const neededBytes = this.#used + sizeBytes;
    if (neededBytes <= this.#memory.length) return;
    const memory = new Uint8Array(Math.max(2 * this.#memory.length, neededBytes));
    memory.set(this.#memory.subarray(0, this.#used));
    this.#memory = memory;
  }
}
