import type { Chunk } from "./chunk.ts";
import type { IdEntries } from "./id_table.ts";

/** What one commit keeps. */
export interface Group {
  readonly chunks: readonly Chunk[];
  readonly entries: IdEntries;
}

// Beyond so many scopes it is no longer written down by scope what was dropped.
const DROPPED_SCOPES_MAX = 10_000;

/**
 * What waits, in an outage, for the disk to work again: bounded in bytes. Beyond that the oldest
 * messages are dropped, and that they are is remembered, so that replays can say so.
 */
export class Backlog {
  readonly #groups: Group[] = [];
  #sizeBytes = 0;
  /** By scope the newest number that was dropped and isn't written down as such. */
  readonly dropped = new Map<string, number>();
  /** The same for scopes that found no room in {@linkcode Backlog.dropped}. */
  droppedSeq = 0;

  constructor(readonly maxBytes: number) {}

  /** Adds copies; returns the groups that had to go for it, oldest first. */
  push({ chunks, entries: { ids, idCount, timeMs } }: Group): Group[] {
    const group = { chunks: chunks.map(copyOf), entries: { ids, idCount, timeMs } };
    this.#groups.push(group);
    this.#sizeBytes += sizeOf(group);
    const gone: Group[] = [];
    while (this.#sizeBytes > this.maxBytes) gone.push(...this.shift(1));
    for (const { chunks } of gone) for (const chunk of chunks) this.#noteDropped(chunk);
    return gone;
  }

  /** The oldest groups up to this size, but at least one; they stay. */
  oldest(maxBytes: number): Group[] {
    let bytes = 0;
    const end = this.#groups.findIndex((group, i) => (bytes += sizeOf(group)) > maxBytes && i > 0);
    return this.#groups.slice(0, end < 0 ? undefined : end);
  }

  /** Removes so many of the oldest groups. */
  shift(count: number): Group[] {
    const groups = this.#groups.splice(0, count);
    for (const group of groups) this.#sizeBytes -= sizeOf(group);
    return groups;
  }

  /** A scope's chunks, oldest first. */
  chunksOf(scope: string): Chunk[] {
    return this.#groups.flatMap(({ chunks }) => chunks.filter((chunk) => chunk.scope === scope));
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

/** A chunk with memory of its own, since that of its post is used again. */
function copyOf(chunk: Chunk): Chunk {
  return { ...chunk, bodies: chunk.bodies.slice(), seqs: chunk.seqs?.slice() };
}

function sizeOf({ chunks, entries }: Group): number {
  return chunks.reduce((sum, { bodies }) => sum + bodies.length, entries.ids?.length ?? 0);
}
