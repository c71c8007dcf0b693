import { type Batch, HEADER_BYTES, type Run } from "../hub/batch.ts";
import { SLACK_BYTES, spliceBytes } from "../hub/splice.ts";
import { DISTANCE_BYTES, RUN_HEADER_BYTES, SIZE_BYTES } from "./chunk.ts";
import { IdPack } from "./id_pack.ts";
import type { Post } from "./requests.ts";

const BUFFER_MIN_BYTES = 64 * 1024;
// What a burst grew beyond this is given back to the memory.
const BUFFER_SPARE_MAX_BYTES = 1024 * 1024;

/**
 * Where messages wait for the next post to the store's thread.
 *
 * It stands on the server's hot path: the bytes of a turn are copied once, into one buffer, and
 * beside them a few numbers per batch are kept, but nothing per message. What the hub has put in
 * front of each message isn't copied, for it can be written again: that is nearly half of a line.
 */
export class Staging {
  #memory = new DataView(new ArrayBuffer(BUFFER_MIN_BYTES));
  #used = 0;
  #spare: ArrayBuffer | undefined;
  #scopes: string[] = [];
  #receivers: (string | undefined)[] = [];
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
    this.#reserve(batch.sizeBytes + RUN_HEADER_BYTES * kept.length + DISTANCE_BYTES * count);
    const bodiesBytes = this.#addBodies(batch);
    const firstSeq = kept[0].firstSeq;
    const newest = kept[kept.length - 1];
    const lastSeq = newest.firstSeq + newest.count - 1;
    const seqsBytes = lastSeq - firstSeq + 1 === count ? 0 : this.#addDistances(kept);
    this.#timeMs = newest.timeMs;
    this.#scopes.push(batch.scope);
    this.#receivers.push(batch.to);
    this.#heads.push(firstSeq, lastSeq, count, newest.timeMs, bodiesBytes, seqsBytes);
    this.count += count;
    this.#ids.add(batch);
  }

  /** Empties it into a post. */
  take(): Post {
    const post = {
      buffer: this.#memory.buffer as ArrayBuffer,
      scopes: this.#scopes,
      receivers: this.#receivers,
      heads: this.#heads,
      ids: this.#ids.bytes,
      idCount: this.#ids.count,
      timeMs: this.#timeMs,
    };
    this.#memory = new DataView(this.#spare ?? new ArrayBuffer(BUFFER_MIN_BYTES));
    this.#spare = undefined;
    this.#used = 0;
    this.#scopes = [];
    this.#receivers = [];
    this.#heads = [];
    this.#ids.clear();
    this.count = 0;
    return post;
  }

  /** Takes the buffer of an earlier post for a later one. */
  recycle(buffer: ArrayBuffer): void {
    if (buffer.byteLength <= BUFFER_SPARE_MAX_BYTES) this.#spare = buffer;
  }

  /** Copies the messages' bodies, run by run; returns their size in bytes. */
  #addBodies(batch: Batch): number {
    const { view, start: batchStart } = batch.content;
    const start = this.#used;
    let from = batchStart;
    for (const run of batch.runs) {
      if (run.firstSeq === 0) from = behind(view, from, run.count);
      else from = this.#addRun(view, from, run);
    }
    return this.#used - start;
  }

  #addRun(view: DataView, from: number, { count, timeMs, headBytes }: Run): number {
    const memory = this.#memory;
    memory.setUint32(this.#used, count, true);
    memory.setFloat64(this.#used + 4, timeMs, true);
    let at = this.#used + RUN_HEADER_BYTES;
    for (let i = 0; i < count; i++) {
      const bodyStart = from + HEADER_BYTES + headBytes;
      from += HEADER_BYTES + view.getUint32(from, true);
      memory.setUint16(at, from - bodyStart, true);
      spliceBytes(view, bodyStart, from, memory, at + SIZE_BYTES);
      at += SIZE_BYTES + from - bodyStart;
    }
    this.#used = at;
    return from;
  }

  #addDistances(kept: readonly Run[]): number {
    const start = this.#used;
    for (const { firstSeq, count } of kept) {
      const distance = firstSeq - kept[0].firstSeq;
      for (let i = 0; i < count; i++, this.#used += DISTANCE_BYTES) {
        this.#memory.setUint32(this.#used, distance + i, true);
      }
    }
    return this.#used - start;
  }

  #reserve(sizeBytes: number): void {
    const neededBytes = this.#used + sizeBytes + SLACK_BYTES;
    if (neededBytes <= this.#memory.byteLength) return;
    const bytes = new Uint8Array(Math.max(2 * this.#memory.byteLength, neededBytes));
    bytes.set(new Uint8Array(this.#memory.buffer, 0, this.#used));
    this.#memory = new DataView(bytes.buffer);
  }
}

/** Where so many entries end. */
function behind(view: DataView, at: number, count: number): number {
  for (let i = 0; i < count; i++) at += HEADER_BYTES + view.getUint32(at, true);
  return at;
}
