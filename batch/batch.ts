import { IdList } from "./id_list.ts";
import type { MessageId } from "./message_id.ts";
import { capacityOf, grown, type Slab, type SlabMemory } from "./slab.ts";
import { memoryOf, type Splice, spliceBytes } from "./splice.ts";

/** Bytes before each entry's JSON: its length, little-endian, which most clients speak. */
export const HEADER_BYTES = 4;

/**
 * What one room says in one turn of the event loop: JSON objects, ready for the wire.
 *
 * Messages are laid down once, here, and shared by all receivers: that is worth a factor of 2 to 3
 * over a copy each, and a delivery then costs no more than a reference. The bytes are in the form
 * that most clients speak (a 4-byte little-endian length, then JSON), so that for those nothing is
 * left to do; other dialects derive theirs once and keep it in {@linkcode Batch.encodings}.
 */
export class Batch implements Encoding {
  readonly runs: Run[] = [];
  count = 0;
  readonly encodings: Map<string, Encoding> = new Map();
  /** The ids of those entries that have one. */
  ids: IdList | undefined;
  /** True where `lastBatch` of its authors may name another batch, as in what {@linkcode merge} made. */
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
   * @param scope What history files it under: a room's folded name, or `@` and the receiver's.
   * @param slab Where to lay it down. Without one it gets memory of its own, of just the size.
   * @param to What its messages' heads name as their receiver, if anything.
   */
  constructor(readonly scope: string, slab?: Slab, readonly to?: string) {
    slab?.prepare();
    this.#slab = slab;
    this.#memory = slab?.memory;
    this.#memory?.retain();
    this.#view = slab?.memory.view ?? memoryOf(0);
    this.#start = this.#end = slab?.used ?? 0;
  }

  /** Entries that aren't notices. */
  get messageCount(): number {
    return this.count - this.#notices;
  }

  get sizeBytes(): number {
    return this.#end - this.#start;
  }

  /** All entries, one behind the other, as something to copy from. */
  get content(): Splice {
    return { view: this.#view, start: this.#start, end: this.#end };
  }

  /** The same as bytes. Whoever keeps them beyond the present call retains their `memory`. */
  get bytes(): Uint8Array {
    if (this.#bytes?.length !== this.sizeBytes) {
      this.#bytes = new Uint8Array(this.#view.buffer, this.#start, this.sizeBytes);
    }
    return this.#bytes;
  }

  /** What the bytes lie in, where that will serve again. */
  get memory(): SlabMemory | undefined {
    return this.#memory;
  }

  /** It was handed to all who want it. From now on its bytes are only for those who retained them. */
  release(): void {
    this.#memory?.release();
    this.#memory = undefined;
  }

  /**
   * Appends one JSON object, which is `head[0, headBytes)` and then the body.
   *
   * @param seq The message's number; 0 for a notice, which has none and isn't kept.
   * @param author Who wrote it and so gets no copy; undefined where everybody does.
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
    this.#count(seq, timeMs, author, headBytes);
  }

  /** Gives the entry that is appended next an `id`, which isn't told to anybody but the log. */
  addId(id: MessageId): void {
    (this.ids ??= new IdList()).add(this.count, id);
  }

  #noteAuthor(author: Author): void {
    const { lastBatch } = author;
    if (lastBatch === this) return;
    // It may still wait to be delivered, to its author too: `lastBatch` can't tell that any more.
    if (lastBatch !== undefined) lastBatch.hasStrayAuthors = true;
    author.lastBatch = this;
  }

  /** It has been delivered: the next batch in this slab may expect to be as large. */
  finish(): void {
    if (this.#slab !== undefined) this.#slab.expectedBytes = this.sizeBytes;
    for (const { author } of this.runs) {
      if (author?.lastBatch !== this) continue;
      // Else everybody who ever spoke would keep a slab in memory.
      author.lastBatch = undefined;
      if (author.held !== undefined) this.hasStrayAuthors = true;
    }
  }

  /** Whether something of this author's own may be in it. */
  mayHold(author: Author): boolean {
    return this.hasStrayAuthors || author.lastBatch === this;
  }

  /** Where each entry begins, and where the last one ends. */
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

  /** The JSON of one entry, without its header: a view, not a copy. */
  json(index: number): Uint8Array {
    const from = this.offsets[index] + HEADER_BYTES;
    const sizeBytes = this.offsets[index + 1] - from;
    return new Uint8Array(this.#view.buffer, this.#start + from, sizeBytes);
  }

  /** One entry's JSON as something to append elsewhere. */
  spliceOf(index: number): Splice {
    const start = this.#start + this.offsets[index] + HEADER_BYTES;
    return { view: this.#view, start, end: this.#start + this.offsets[index + 1] };
  }

  #count(seq: number, timeMs: number, author: Author | undefined, headBytes: number): void {
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
    if (author !== undefined && !this.hasStrayAuthors) this.#noteAuthor(author);
  }

  #reserve(sizeBytes: number): void {
    if (this.#end + sizeBytes <= capacityOf(this.#view)) return;
    const own = new Uint8Array(this.#view.buffer, this.#start, this.sizeBytes);
    const neededBytes = own.length + sizeBytes;
    if (this.#slab !== undefined) this.#moveOn(this.#slab, neededBytes);
    else {
      const grownBytes = Math.max(grown(capacityOf(this.#view)), 2 * neededBytes);
      this.#view = memoryOf(own.length > 0 ? grownBytes : neededBytes);
    }
    new Uint8Array(this.#view.buffer).set(own);
    this.#bytes = undefined;
    this.#start = 0;
    this.#end = own.length;
    if (this.#slab !== undefined) this.#slab.used = own.length;
  }

  /** Batches laid down earlier keep the old memory; only this one moves. */
  #moveOn(slab: Slab, neededBytes: number): void {
    slab.grow(neededBytes);
    slab.memory.retain();
    this.#memory?.release();
    this.#memory = slab.memory;
    this.#view = slab.memory.view;
  }
}

/** One dialect's form of a batch: one run of bytes, entry i from offsets[i] to offsets[i + 1]. */
export interface Encoding {
  readonly bytes: Uint8Array;
  readonly offsets: ArrayLike<number>;
}

/** The writer of messages, as far as a batch has to know it. */
export interface Author {
  /** The folded name, under which ids are remembered. */
  readonly fold: string;
  /** The newest batch that holds something of this author's own. */
  lastBatch: Batch | undefined;
  /** Batches that wait until a replay to this author has ended; undefined while there is none. */
  readonly held: readonly Batch[] | "overflowed" | undefined;
}

/**
 * Neighbouring entries of one author, numbered one behind the other, of the same millisecond; or
 * neighbouring notices. A busy author's turn is one run, so that most messages add nothing to it but
 * one to a count.
 */
export interface Run {
  readonly author: Author | undefined;
  readonly timeMs: number;
  /** 0 for notices, none of which has a number. */
  readonly firstSeq: number;
  /** Which entry it begins with. */
  readonly firstIndex: number;
  /** How much of each entry's JSON is the hub's own, in front; see {@linkcode Head}. */
  readonly headBytes: number;
  count: number;
}
