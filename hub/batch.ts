import type { Member } from "./member.ts";

/** One dialect's form of a batch: one run of bytes, entry i from offsets[i] to offsets[i + 1]. */
export interface Encoding {
  readonly bytes: Uint8Array;
  readonly offsets: ArrayLike<number>;
}

/** What stands beside an entry's bytes. */
export interface EntryInfo {
  /** The message's number; 0 for a notice, which has none and isn't kept. */
  readonly seq: number;
  readonly timeMs: number;
  /** Who wrote it and so gets no copy; undefined where everybody does. */
  readonly author: Member | undefined;
}

/** Bytes before each entry's JSON: its length, little-endian, which most clients speak. */
export const HEADER_BYTES = 4;

const SLAB_MIN_BYTES = 1024;
const SLAB_MAX_BYTES = 64 * 1024;

/**
 * Memory that the batches of one room are laid into, one behind the other. Each room has its own,
 * so that a slow reader pins the bytes of its own rooms only, never those of others.
 */
export class Slab {
  bytes = new Uint8Array(0);
  used = 0;
}

/**
 * What one room says in one turn of the event loop: JSON objects, ready for the wire.
 *
 * Messages are laid down once, here, and shared by all receivers: that is worth a factor of 2 to 3
 * over a copy each, and a delivery then costs no more than a reference. The bytes are in the form
 * that most clients speak (a 4-byte little-endian length, then JSON), so that for those nothing is
 * left to do; other dialects derive theirs once and keep it in {@linkcode Batch.encodings}.
 */
export class Batch implements Encoding {
  readonly offsets: number[] = [0];
  readonly seqs: number[] = [];
  readonly timesMs: number[] = [];
  readonly authors: (Member | undefined)[] = [];
  readonly encodings: Map<string, Encoding> = new Map();
  /** By index, the `id` of those entries that have one. */
  ids: Map<number, string> | undefined;
  /** True for what {@linkcode merge} made: `lastBatch` of its authors names another batch. */
  isMerged = false;
  readonly #slab: Slab | undefined;
  #memory: Uint8Array;
  #start: number;
  #end: number;

  /**
   * @param scope What history files it under: a room's folded name, or `@` and the receiver's.
   * @param slab Where to lay it down. Without one it gets memory of its own, of just the size.
   */
  constructor(readonly scope: string, slab?: Slab) {
    this.#slab = slab;
    this.#memory = slab?.bytes ?? new Uint8Array(0);
    this.#start = this.#end = slab?.used ?? 0;
  }

  get count(): number {
    return this.seqs.length;
  }

  get sizeBytes(): number {
    return this.#end - this.#start;
  }

  get bytes(): Uint8Array {
    return this.#memory.subarray(this.#start, this.#end);
  }

  /** Appends one JSON object, which is `head[0, headBytes)` and then `tail[start, end)`. */
  append(
    head: Uint8Array,
    headBytes: number,
    tail: Uint8Array,
    start: number,
    end: number,
    { seq, timeMs, author }: EntryInfo,
  ): void {
    const jsonBytes = headBytes + end - start;
    this.#reserve(HEADER_BYTES + jsonBytes);
    const memory = this.#memory;
    let at = this.#end;
    memory[at++] = jsonBytes & 0xff;
    memory[at++] = (jsonBytes >> 8) & 0xff;
    memory[at++] = 0;
    memory[at++] = 0;
    copy(head, 0, headBytes, memory, at);
    copy(tail, start, end, memory, at + headBytes);
    this.#end = at + jsonBytes;
    if (this.#slab !== undefined) this.#slab.used = this.#end;
    this.offsets.push(this.#end - this.#start);
    this.seqs.push(seq);
    this.timesMs.push(timeMs);
    this.authors.push(author);
    if (author !== undefined && !this.isMerged) author.lastBatch = this;
  }

  /** Whether something of this member's own may be in it. */
  mayHold(author: Member): boolean {
    return this.isMerged || author.lastBatch === this;
  }

  /** The JSON of one entry, without its header: a view, not a copy. */
  json(index: number): Uint8Array {
    return this.#memory.subarray(
      this.#start + this.offsets[index] + HEADER_BYTES,
      this.#start + this.offsets[index + 1],
    );
  }

  #reserve(sizeBytes: number): void {
    if (this.#end + sizeBytes <= this.#memory.length) return;
    const own = this.bytes;
    const neededBytes = own.length + sizeBytes;
    const grownBytes = Math.min(SLAB_MAX_BYTES, Math.max(SLAB_MIN_BYTES, 2 * this.#memory.length));
    const shared = this.#slab !== undefined || own.length > 0;
    // Batches laid down earlier keep the old memory; only this one moves.
    const memory = new Uint8Array(shared ? Math.max(grownBytes, 2 * neededBytes) : neededBytes);
    memory.set(own);
    this.#memory = memory;
    this.#start = 0;
    this.#end = own.length;
    if (this.#slab !== undefined) {
      this.#slab.bytes = memory;
      this.#slab.used = own.length;
    }
  }
}

// Below this size a loop beats the call of set() and the view that it needs.
const LOOP_MAX_BYTES = 96;

function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  if (end - start > LOOP_MAX_BYTES) {
    to.set(from.subarray(start, end), at);
    return;
  }
  for (let i = start; i < end; i++) to[at++] = from[i];
}
