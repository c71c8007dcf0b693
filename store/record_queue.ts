import type { Chunk } from "./chunk.ts";
import type { LogRecord } from "./record.ts";

/** What the records of a queue have of one scope. */
interface ScopeChunks {
  readonly chunks: Chunk[];
  /** Messages in them. */
  count: number;
}

/** Records that wait to be written to the tables, oldest first, and what is in them by scope. */
export class RecordQueue {
  sizeBytes = 0;
  idCount = 0;
  readonly #records: LogRecord[] = [];
  readonly #scopes = new Map<string, ScopeChunks>();
  /** How many of the oldest are in {@linkcode RecordQueue.#scopes}: the rest when it is asked for. */
  #indexed = 0;

  get length(): number {
    return this.#records.length;
  }

  push(record: LogRecord): void {
    this.#records.push(record);
    this.sizeBytes += record.bytes.length;
    this.idCount += record.idCount;
  }

  at(index: number): LogRecord | undefined {
    return this.#records.at(index);
  }

  /** The oldest records up to this size, but at least one; they stay. */
  oldest(maxBytes: number): LogRecord[] {
    let bytes = 0;
    const end = this.#records.findIndex((record, i) => {
      bytes += record.bytes.length;
      return bytes > maxBytes && i > 0;
    });
    return this.#records.slice(0, end < 0 ? undefined : end);
  }

  /** Removes so many of the oldest. */
  shift(count: number): LogRecord[] {
    const records = this.#records.splice(0, count);
    const indexed = Math.min(this.#indexed, records.length);
    for (const { bytes, idCount } of records) {
      this.sizeBytes -= bytes.length;
      this.idCount -= idCount;
    }
    for (const record of records.slice(0, indexed)) this.#forget(record);
    this.#indexed -= indexed;
    return records;
  }

  /** A scope's chunks, oldest first. */
  chunksOf(scope: string): readonly Chunk[] {
    this.#index();
    return this.#scopes.get(scope)?.chunks ?? [];
  }

  /** How many messages of a scope there are. */
  countOf(scope: string): number {
    this.#index();
    return this.#scopes.get(scope)?.count ?? 0;
  }

  #index(): void {
    for (; this.#indexed < this.#records.length; this.#indexed++) {
      for (const chunk of this.#records[this.#indexed].chunks) {
        const known = this.#scopes.get(chunk.scope);
        if (known === undefined) {
          this.#scopes.set(chunk.scope, { chunks: [chunk], count: chunk.count });
        } else {
          known.chunks.push(chunk);
          known.count += chunk.count;
        }
      }
    }
  }

  #forget(record: LogRecord): void {
    for (const { scope, count } of record.chunks) {
      const known = this.#scopes.get(scope)!;
      known.chunks.shift();
      known.count -= count;
      if (known.chunks.length === 0) this.#scopes.delete(scope);
    }
  }
}
