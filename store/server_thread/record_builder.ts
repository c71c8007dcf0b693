import { type Batch, HEADER_BYTES, type Run, SLACK_BYTES, spliceBytes } from "../../batch/mod.ts";
import { DISTANCE_BYTES, RUN_HEADER_BYTES, SIZE_BYTES } from "../exchange/chunk.ts";
import { IdPack } from "../exchange/id_pack.ts";
import {
  CHUNK_HEADER_BYTES,
  ID_COUNT_AT,
  IDS_AT,
  NO_RECEIVER,
  RECORD_HEADER_BYTES,
  SIZE_AT,
  TIME_AT,
} from "../exchange/record.ts";
import type { RecordBuffer } from "../exchange/requests.ts";

const BUFFER_MIN_BYTES = 64 * 1024;
// A larger buffer, which a burst has made, is freed.
const BUFFER_SPARE_MAX_BYTES = 1024 * 1024;
const NAME_MAX_BYTES_PER_UNIT = 3;

const encoder = new TextEncoder();

/**
 * Builds the next record from the turns' batches. `CommitQueue` owns it, on the server's thread.
 *
 * This is the hot path: a turn's bytes are copied once, into a buffer that the store's thread
 * writes to the disk unchanged. The fields that the hub writes before each message aren't
 * copied, since they can be written again from the chunk's header: they are nearly half of a line.
 */
export class RecordBuilder {
  #memory = new DataView(new ArrayBuffer(BUFFER_MIN_BYTES));
  #used = RECORD_HEADER_BYTES;
  #spare: ArrayBuffer | undefined;
  readonly #ids = new IdPack();
  #timeMs = 0;
  /** Messages in the record so far. */
  count = 0;
  /** The newest number of a message that was ever added. */
  newestSeq = 0;

  get sizeBytes(): number {
    return this.count === 0 ? 0 : this.#used + this.#ids.sizeBytes;
  }

  /** Copies the messages of a batch. Its notices aren't kept. */
  add(batch: Batch): void {
    const kept = batch.runs.filter(({ firstSeq }) => firstSeq !== 0);
    if (kept.length === 0) return;
    const count = kept.reduce((sum, run) => sum + run.count, 0);
    const { scope, to = "" } = batch;
    this.#reserve(
      CHUNK_HEADER_BYTES + NAME_MAX_BYTES_PER_UNIT * (scope.length + to.length) +
        batch.sizeBytes + RUN_HEADER_BYTES * kept.length + DISTANCE_BYTES * count,
    );
    this.#addChunk(batch, kept, count);
    this.#timeMs = kept[kept.length - 1].timeMs;
    this.count += count;
    this.#ids.add(batch);
  }

  /** Returns the record and begins the next one. */
  finish(): RecordBuffer {
    this.#reserve(this.#ids.sizeBytes);
    const sizeBytes = this.#used + this.#ids.sizeBytes;
    const memory = this.#memory;
    memory.setUint32(SIZE_AT, sizeBytes, true);
    memory.setFloat64(TIME_AT, this.#timeMs, true);
    memory.setUint32(IDS_AT, this.#used, true);
    memory.setUint32(ID_COUNT_AT, this.#ids.count, true);
    new Uint8Array(memory.buffer).set(this.#ids.bytes, this.#used);
    this.#memory = new DataView(this.#spare ?? new ArrayBuffer(BUFFER_MIN_BYTES));
    this.#spare = undefined;
    this.#used = RECORD_HEADER_BYTES;
    this.#ids.clear();
    this.count = 0;
    return { buffer: memory.buffer as ArrayBuffer, sizeBytes };
  }

  /** Takes back the buffer of an earlier record for a later one. */
  recycle(buffer: ArrayBuffer): void {
    if (buffer.byteLength <= BUFFER_SPARE_MAX_BYTES) this.#spare = buffer;
  }

  #addChunk(batch: Batch, kept: readonly Run[], count: number): void {
    const memory = this.#memory;
    const at = this.#used;
    const newest = kept[kept.length - 1];
    const firstSeq = kept[0].firstSeq;
    const lastSeq = newest.firstSeq + newest.count - 1;
    this.newestSeq = Math.max(this.newestSeq, lastSeq);
    memory.setFloat64(at, firstSeq, true);
    memory.setFloat64(at + 8, lastSeq, true);
    memory.setFloat64(at + 16, newest.timeMs, true);
    memory.setUint32(at + 24, count, true);
    this.#used += CHUNK_HEADER_BYTES;
    memory.setUint16(at + 36, this.#addName(batch.scope), true);
    const { to } = batch;
    memory.setUint16(at + 38, to === undefined ? NO_RECEIVER : this.#addName(to), true);
    memory.setUint32(at + 28, this.#addBodies(batch), true);
    const seqsBytes = lastSeq - firstSeq + 1 === count ? 0 : this.#addDistances(kept);
    memory.setUint32(at + 32, seqsBytes, true);
  }

  #addName(name: string): number {
    const { written } = encoder.encodeInto(name, new Uint8Array(this.#memory.buffer, this.#used));
    this.#used += written;
    return written;
  }

  /** Copies the messages' bodies, run by run. Returns their size in bytes. */
  #addBodies(batch: Batch): number {
    const { view, start: batchStart } = batch.content;
    const start = this.#used;
    let from = batchStart;
    for (const run of batch.runs) {
      if (run.firstSeq === 0) from = skipEntries(view, from, run.count);
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

/** Returns the offset after so many entries. */
function skipEntries(view: DataView, at: number, count: number): number {
  for (let i = 0; i < count; i++) at += HEADER_BYTES + view.getUint32(at, true);
  return at;
}
