import { AMENDMENTS } from "../../../hub/mod.ts";
import { type Chunk, hasSeq } from "../../exchange/chunk.ts";
import type { LogRecord } from "../../exchange/record.ts";

/**
 * Records that wait to be written to the tables, oldest first, with a count of their messages by
 * scope. The journal and the backlog own one each.
 */
export class RecordQueue {
  sizeBytes = 0;
  idCount = 0;
  readonly #records: LogRecord[] = [];
  /** Messages by scope. */
  readonly #counts = new Map<string, number>();
  readonly #chunks = new Map<string, Chunk[]>();
  /**
   * The number of the oldest records in {@linkcode RecordQueue.#chunks}. The others are indexed
   * when a read asks for chunks.
   */
  #indexed = 0;

  get length(): number {
    return this.#records.length;
  }

  push(record: LogRecord): void {
    this.#records.push(record);
    this.sizeBytes += record.bytes.length;
    this.idCount += record.idCount;
    for (const [scope, { count }] of record.parts) {
      this.#counts.set(scope, count + this.countOf(scope));
    }
  }

  at(index: number): LogRecord | undefined {
    return this.#records.at(index);
  }

  /** Returns the oldest records up to this size, but at least one. They stay in the queue. */
  oldest(maxBytes: number): LogRecord[] {
    let bytes = 0;
    const end = this.#records.findIndex((record, i) => {
      bytes += record.bytes.length;
      return bytes > maxBytes && i > 0;
    });
    return this.#records.slice(0, end < 0 ? undefined : end);
  }

  /** Removes the oldest records and returns them. */
  shift(count: number): LogRecord[] {
    const records = this.#records.splice(0, count);
    const indexed = Math.min(this.#indexed, records.length);
    for (const { bytes, idCount, parts } of records) {
      this.sizeBytes -= bytes.length;
      this.idCount -= idCount;
      for (const [scope, { count }] of parts) this.#uncount(scope, count);
    }
    for (const record of records.slice(0, indexed)) this.#unindex(record);
    this.#indexed -= indexed;
    return records;
  }

  /** Returns a scope's chunks, oldest first. */
  chunksOf(scope: string): readonly Chunk[] {
    this.#index();
    return this.#chunks.get(scope) ?? [];
  }

  /** Returns the chunk with this number; undefined if it is none of these records'. */
  chunkWith(seq: number): Chunk | undefined {
    let [from, to] = [0, this.#records.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#records[middle].someSeq <= seq) from = middle + 1;
      else to = middle;
    }
    // The record in front of the first larger number, or that one: it names any of its numbers.
    for (const record of this.#records.slice(Math.max(0, from - 1), from + 1)) {
      const found = record.chunks.find((one) => one.scope !== AMENDMENTS && hasSeq(one, seq));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Returns the scopes of all messages. */
  scopes(): Iterable<string> {
    return this.#counts.keys();
  }

  /** Returns the number of a scope's messages. */
  countOf(scope: string): number {
    return this.#counts.get(scope) ?? 0;
  }

  #uncount(scope: string, count: number): void {
    const left = this.countOf(scope) - count;
    if (left === 0) this.#counts.delete(scope);
    else this.#counts.set(scope, left);
  }

  #index(): void {
    for (; this.#indexed < this.#records.length; this.#indexed++) {
      for (const chunk of this.#records[this.#indexed].chunks) {
        const known = this.#chunks.get(chunk.scope);
        if (known === undefined) this.#chunks.set(chunk.scope, [chunk]);
        else known.push(chunk);
      }
    }
  }

  #unindex(record: LogRecord): void {
    for (const { scope } of record.chunks) {
      const known = this.#chunks.get(scope)!;
      known.shift();
      if (known.length === 0) this.#chunks.delete(scope);
    }
  }
}
