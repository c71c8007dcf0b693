import { RecordQueue } from "./journal/record_queue.ts";
import type { Chunk } from "../exchange/chunk.ts";
import { LogRecord } from "../exchange/record.ts";

// Above this number of scopes, drops are counted together, not by scope.
const DROPPED_SCOPES_MAX = 10_000;

/**
 * Records that wait, in an outage, for the disk to work again. Bounded in bytes: above the limit
 * the oldest messages are dropped, and the numbers of the drops are kept, so that replays can
 * declare them. The committer owns it.
 */
export class Backlog {
  readonly records = new RecordQueue();
  /** The newest number that was dropped by scope, until the database has it. */
  readonly dropped = new Map<string, number>();
  /** The newest dropped number of the scopes that found no room in {@linkcode Backlog.dropped}. */
  droppedSeq = 0;

  constructor(readonly maxBytes: number) {}

  /** Adds a copy of a record. Returns the chunks that were dropped for it, oldest first. */
  push(bytes: Uint8Array): readonly Chunk[] {
    this.records.push(new LogRecord(bytes.slice()));
    const gone: Chunk[] = [];
    while (this.records.sizeBytes > this.maxBytes) {
      for (const { chunks } of this.records.shift(1)) gone.push(...chunks);
    }
    for (const chunk of gone) this.#noteDropped(chunk);
    return gone;
  }

  /** Returns the newest dropped number of a scope; 0 if none was dropped. */
  droppedOf(scope: string): number {
    return Math.max(this.dropped.get(scope) ?? 0, this.droppedSeq);
  }

  /** Clears the numbers of the drops, once the database has them. */
  clearDropped(): void {
    this.dropped.clear();
    this.droppedSeq = 0;
  }

  #noteDropped({ scope, lastSeq }: Chunk): void {
    if (this.dropped.size < DROPPED_SCOPES_MAX || this.dropped.has(scope)) {
      this.dropped.set(scope, lastSeq);
    } else this.droppedSeq = Math.max(this.droppedSeq, lastSeq);
  }
}
