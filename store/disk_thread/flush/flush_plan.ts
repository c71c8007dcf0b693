import type { Chunk } from "../../exchange/chunk.ts";
import type { LogRecord, RecordIds } from "../../exchange/record.ts";
import type { RecordQueue } from "../journal/record_queue.ts";

/** Who knows what there is room for. */
export interface FlushPlanOptions {
  readonly retention: { retainCountOf(scope: string): number };
  readonly limits: { readonly dedupMaxEntries: number };
}

/** Tells what of some records is to be written from what would be forgotten right behind them. */
export class FlushPlan {
  readonly chunks: Chunk[] = [];
  readonly ids: RecordIds[] = [];
  /** By scope the newest number that isn't to be written. */
  readonly evicted = new Map<string, number>();
  chunkBytes = 0;
  readonly #options: FlushPlanOptions;
  readonly #queue: RecordQueue | undefined;
  /** By scope how many newer messages wait in the queue. */
  readonly #newer = new Map<string, number>();
  #newerIds: number;

  /** @param queue Which the records are the oldest of; without one nothing is newer than they are. */
  constructor(options: FlushPlanOptions, queue?: RecordQueue) {
    this.#options = options;
    this.#queue = queue;
    this.#newerIds = queue?.idCount ?? 0;
  }

  /** Takes the next record. */
  add(record: LogRecord): void {
    this.#newerIds -= record.idCount;
    if (this.#newerIds < this.#options.limits.dedupMaxEntries) this.ids.push(record.ids);
    if (!this.#evictWhole(record)) this.#addByChunk(record);
  }

  /** Takes note of a record of which nothing is to be written; false where something is. */
  #evictWhole({ parts }: LogRecord): boolean {
    for (const [scope, { count }] of parts) if (!this.#isFull(scope, count)) return false;
    for (const [scope, { count, lastSeq }] of parts) {
      this.#newer.set(scope, this.#newerOf(scope) - count);
      this.evicted.set(scope, lastSeq);
    }
    return true;
  }

  #addByChunk({ chunks }: LogRecord): void {
    for (const chunk of chunks) {
      const { scope, count, lastSeq, bodies } = chunk;
      const isFull = this.#isFull(scope, count);
      this.#newer.set(scope, this.#newerOf(scope) - count);
      if (isFull) this.evicted.set(scope, lastSeq);
      else {
        this.chunks.push(chunk);
        this.chunkBytes += bodies.length;
      }
    }
  }

  /** Whether there is no room for messages of a scope because of those behind the next `count`. */
  #isFull(scope: string, count: number): boolean {
    return this.#newerOf(scope) - count >= this.#options.retention.retainCountOf(scope);
  }

  #newerOf(scope: string): number {
    return this.#newer.get(scope) ?? this.#queue?.countOf(scope) ?? 0;
  }
}
