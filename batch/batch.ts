import { IdList } from "./id_list.ts";
import type { MessageId } from "./message_id.ts";
import { capacityOf, nextCapacity, type Slab, type SlabMemory } from "./slab.ts";
import { memoryOf, type Splice, spliceBytes } from "./splice.ts";

/** Bytes in front of each entry's JSON: its length, little-endian, as most clients speak. */
export const HEADER_BYTES = 4;

/**
 * The messages and notices of one room in one turn of the event loop: JSON objects, ready for the
 * wire.
 *
 * A message is written once, here, and all receivers share its bytes: that is 2 to 3 times as fast as
 * a copy for each, and a delivery costs no more than a reference. The bytes are in the form that most
 * clients speak (a 4-byte little-endian length, then JSON), so that those need no encoding. Another
 * dialect's encoding is made once and kept in {@linkcode Batch.encodings}.
 */
export class Batch implements Encoding {
  readonly runs: Run[] = [];
  count = 0;
  readonly encodings: Map<string, Encoding> = new Map();
  /** The ids of those entries that have one. */
  ids: IdList | undefined;
  /** True where an author's `lastBatch` may be another batch, as after a {@linkcode merge}. */
  hasStrayAuthors = false;
  #notices = 0;
  #run: Run | undefined;
  #offsets: number[] = [];
  readonly #slab: Slab | undefined;
  #memory: SlabMemory | undefined;
  #view: DataView;
  #bytes: Uint8Array | undefined;
  #start: number;
  #end: number;

  /**
   * @param scope The scope in the history: a room's folded name, or `@` and the receiver's.
   * @param slab The slab that holds the bytes. Without a slab the batch gets memory of just its size.
   * @param to The receiver that its messages name in their heads, if any.
   */
  constructor(readonly scope: string, slab?: Slab, readonly to?: string) {
    slab?.prepare();
    this.#slab = slab;
    this.#memory = slab?.memory;
    this.#memory?.retain();
    this.#view = slab?.memory.view ?? memoryOf(0);
    this.#start = this.#end = slab?.used ?? 0;
  }

  /** The number of entries that aren't notices. */
  get messageCount(): number {
    return this.count - this.#notices;
  }

  get sizeBytes(): number {
    return this.#end - this.#start;
  }

  /** All entries, one after another, to be copied from. */
  get content(): Splice {
    return { view: this.#view, start: this.#start, end: this.#end };
  }

  /** The same as bytes. A caller that keeps them beyond the present call retains `memory`. */
  get bytes(): Uint8Array {
    if (this.#bytes?.length !== this.sizeBytes) {
      this.#bytes = new Uint8Array(this.#view.buffer, this.#start, this.sizeBytes);
    }
    return this.#bytes;
  }

  /** The memory that holds the bytes, where it will be used again. */
  get memory(): SlabMemory | undefined {
    return this.#memory;
  }

  /** The caller calls this after delivery: then the bytes belong only to receivers that retained them. */
  release(): void {
    this.#memory?.release();
    this.#memory = undefined;
  }

  /**
   * Appends one JSON object, which is `head[0, headBytes)` and then the body.
   *
   * @param seq The message's number; 0 for a notice, which has no number and isn't persisted.
   * @param author The author, who gets no copy; undefined where everybody gets one.
   */
  append(
    head: DataView,
    headBytes: number,
    body: Splice,
    seq: number,
    timeMs: number,
    author: Author | undefined,
  ): void {
    const jsonBytes = headBytes + body.end - body.start;
    this.#reserve(HEADER_BYTES + jsonBytes);
    const at = this.#end;
    this.#view.setUint32(at, jsonBytes, true);
    spliceBytes(head, 0, headBytes, this.#view, at + HEADER_BYTES);
    spliceBytes(body.view, body.start, body.end, this.#view, at + HEADER_BYTES + headBytes);
    this.#end = at + HEADER_BYTES + jsonBytes;
    if (this.#slab !== undefined) this.#slab.used = this.#end;
    this.#addToRuns(seq, timeMs, author, headBytes);
  }

  /** Sets the `id` of the next entry. Only the history stores it. */
  addId(id: MessageId): void {
    (this.ids ??= new IdList()).add(this.count, id);
  }

  #markAuthor(author: Author): void {
    const { lastBatch } = author;
    if (lastBatch === this) return;
    // The earlier batch may still wait for delivery, and `lastBatch` no longer tells its author.
    if (lastBatch !== undefined) lastBatch.hasStrayAuthors = true;
    author.lastBatch = this;
  }

  /**
   * The caller calls this after the last entry. The slab then expects a next batch of this size, and
   * no author refers to this batch any more.
   */
  close(): void {
    if (this.#slab !== undefined) this.#slab.expectedBytes = this.sizeBytes;
    for (const { author } of this.runs) {
      if (author?.lastBatch !== this) continue;
      // Otherwise every member that ever spoke would keep a slab in memory.
      author.lastBatch = undefined;
      if (author.held !== undefined) this.hasStrayAuthors = true;
    }
  }

  /** True where the batch may hold entries of this author. */
  mayHoldOwn(author: Author): boolean {
    return this.hasStrayAuthors || author.lastBatch === this;
  }

  /** The place where each entry begins, and the place where the last one ends. */
  get offsets(): readonly number[] {
    if (this.#offsets.length !== this.count + 1) {
      const offsets = [0];
      for (let at = 0, i = 0; i < this.count; i++) {
        at += HEADER_BYTES + this.#view.getUint32(this.#start + at, true);
        offsets.push(at);
      }
      this.#offsets = offsets;
    }
    return this.#offsets;
  }

  /** The number of each entry; 0 for a notice. */
  seqs(): number[] {
    return this.runs.flatMap(({ firstSeq, count }) =>
      Array.from({ length: count }, (_, i) => firstSeq === 0 ? 0 : firstSeq + i)
    );
  }

  /** Returns the JSON of one entry, without its header: a view, not a copy. */
  json(index: number): Uint8Array {
    const from = this.offsets[index] + HEADER_BYTES;
    const sizeBytes = this.offsets[index + 1] - from;
    return new Uint8Array(this.#view.buffer, this.#start + from, sizeBytes);
  }

  /** Returns one entry's JSON, to be appended to another batch. */
  spliceOf(index: number): Splice {
    const start = this.#start + this.offsets[index] + HEADER_BYTES;
    return { view: this.#view, start, end: this.#start + this.offsets[index + 1] };
  }

  #addToRuns(seq: number, timeMs: number, author: Author | undefined, headBytes: number): void {
    const run = this.#run;
    this.count++;
    if (seq === 0) this.#notices++;
    if (
      run !== undefined && run.author === author && run.timeMs === timeMs &&
      run.headBytes === headBytes &&
      seq === (run.firstSeq === 0 ? 0 : run.firstSeq + run.count)
    ) {
      run.count++;
      return;
    }
    const firstIndex = this.count - 1;
    this.#run = { author, timeMs, firstSeq: seq, firstIndex, headBytes, count: 1 };
    this.runs.push(this.#run);
    if (author !== undefined && !this.hasStrayAuthors) this.#markAuthor(author);
  }

  #reserve(sizeBytes: number): void {
    if (this.#end + sizeBytes <= capacityOf(this.#view)) return;
    const own = new Uint8Array(this.#view.buffer, this.#start, this.sizeBytes);
    const neededBytes = own.length + sizeBytes;
    if (this.#slab !== undefined) this.#moveToLarger(this.#slab, neededBytes);
    else {
      const grownBytes = Math.max(nextCapacity(capacityOf(this.#view)), 2 * neededBytes);
      this.#view = memoryOf(own.length > 0 ? grownBytes : neededBytes);
    }
    new Uint8Array(this.#view.buffer).set(own);
    this.#bytes = undefined;
    this.#start = 0;
    this.#end = own.length;
    if (this.#slab !== undefined) this.#slab.used = own.length;
  }

  /** Moves this batch to larger memory of its slab. Earlier batches stay in the old memory. */
  #moveToLarger(slab: Slab, neededBytes: number): void {
    slab.grow(neededBytes);
    slab.memory.retain();
    this.#memory?.release();
    this.#memory = slab.memory;
    this.#view = slab.memory.view;
  }
}

/** One dialect's form of a batch: entry i lies from offsets[i] to offsets[i + 1]. */
export interface Encoding {
  readonly bytes: Uint8Array;
  readonly offsets: ArrayLike<number>;
}

/** The author of messages, as far as a batch has to know it. */
export interface Author {
  /** The folded name, under which ids are remembered. */
  readonly fold: string;
  /** The newest batch that holds an entry of this author. */
  lastBatch: Batch | undefined;
  /** The batches that wait for the end of a replay to this author; undefined without a replay. */
  readonly held: readonly Batch[] | "overflowed" | undefined;
}

/**
 * Neighbouring entries of one author and one millisecond with successive numbers, or neighbouring
 * notices. A busy author's turn is one run: most messages only add one to its count.
 */
export interface Run {
  readonly author: Author | undefined;
  readonly timeMs: number;
  /** The first entry's number; 0 for notices, which have none. */
  readonly firstSeq: number;
  /** The index of the first entry. */
  readonly firstIndex: number;
  /** Bytes of the hub's own fields in front of each entry's JSON; see {@linkcode Head}. */
  readonly headBytes: number;
  count: number;
}
