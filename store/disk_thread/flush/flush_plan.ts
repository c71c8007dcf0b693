import { AMENDMENTS } from "../../../hub/mod.ts";
import type { RecordQueue } from "../journal/record_queue.ts";
import type { Chunk } from "../../exchange/chunk.ts";
import type { LogRecord, RecordIds } from "../../exchange/record.ts";

/**
 * Drops records that retention would evict at once, so that they are never written. The flusher
 * makes a plan for each step.
 */
export class FlushPlan {
  readonly chunks: Chunk[] = [];
  /** The chunks whose entries change messages of other scopes. They are never evicted. */
  readonly amendments: Chunk[] = [];
  readonly ids: RecordIds[] = [];
  /** The newest number that the plan evicts, by scope. */
  readonly evicted = new Map<string, number>();
  chunkBytes = 0;
  readonly #options: FlushPlanOptions;
  readonly #queue: RecordQueue | undefined;
  /** Newer messages in the queue, by scope. */
  readonly #newer = new Map<string, number>();
  #newerIds: number;

  /**
   * @param queue The queue that begins with the records; undefined if there are no newer records.
   */
  constructor(options: FlushPlanOptions, queue?: RecordQueue) {
    this.#options = options;
    this.#queue = queue;
    this.#newerIds = queue?.idCount ?? 0;
  }

  /** Adds the next record to the plan. */
  add(record: LogRecord): void {
    this.#newerIds -= record.idCount;
    if (this.#newerIds < this.#options.limits.dedupMaxEntries) this.ids.push(record.ids);
    if (!this.#evictWhole(record)) this.#addByChunk(record);
  }

  /** Evicts a whole record. Returns false if some of its messages have room. */
  #evictWhole({ parts }: LogRecord): boolean {
    if (parts.has(AMENDMENTS)) return false;
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
      if (scope === AMENDMENTS) {
        this.amendments.push(chunk);
        continue;
      }
      const isFull = this.#isFull(scope, count);
      this.#newer.set(scope, this.#newerOf(scope) - count);
      if (isFull) this.evicted.set(scope, lastSeq);
      else {
        this.chunks.push(chunk);
        this.chunkBytes += bodies.length;
      }
    }
  }

  /** Returns true if the scope's newer messages, without the next `count`, fill its limit. */
  #isFull(scope: string, count: number): boolean {
    return this.#newerOf(scope) - count >= this.#options.retention.retainCountOf(scope);
  }

  #newerOf(scope: string): number {
    return this.#newer.get(scope) ?? this.#queue?.countOf(scope) ?? 0;
  }
}

/** The limits that a plan follows. */
export interface FlushPlanOptions {
  readonly retention: { retainCountOf(scope: string): number };
  readonly limits: { readonly dedupMaxEntries: number };
}
