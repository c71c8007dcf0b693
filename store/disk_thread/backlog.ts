import type { Chunk } from "../exchange/chunk.ts";
import { LogRecord } from "../exchange/record.ts";
import { RecordQueue } from "./journal/record_queue.ts";

// Beyond so many scopes it is no longer written down by scope what was dropped.
const DROPPED_SCOPES_MAX = 10_000;

/**
 * What waits, in an outage, for the disk to work again: bounded in bytes. Beyond that the oldest
 * messages are dropped, and that they are is remembered, so that replays can say so.
 */
export class Backlog {
  readonly records = new RecordQueue();
  /** By scope the newest number that was dropped and isn't written down as such. */
  readonly dropped = new Map<string, number>();
  /** The same for scopes that found no room in {@linkcode Backlog.dropped}. */
  droppedSeq = 0;

  constructor(readonly maxBytes: number) {}

  /** Adds a copy of a record; returns the chunks that had to go for it, oldest first. */
  push(bytes: Uint8Array): readonly Chunk[] {
    this.records.push(new LogRecord(bytes.slice()));
    const gone: Chunk[] = [];
    while (this.records.sizeBytes > this.maxBytes) {
      for (const { chunks } of this.records.shift(1)) gone.push(...chunks);
    }
    for (const chunk of gone) this.#noteDropped(chunk);
    return gone;
  }

  /** The newest number of a scope that was dropped, 0 for none. */
  droppedOf(scope: string): number {
    return Math.max(this.dropped.get(scope) ?? 0, this.droppedSeq);
  }

  /** Forgets what was dropped, once that is written down. */
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
