import type { StatementSync } from "node:sqlite";
import type { ChunkTable, Scope } from "../tables/chunk_table.ts";
import type { Database } from "../tables/database.ts";
import { isSoundHead, type ReadChunkHead } from "../tables/head_table.ts";
import type { IdTable } from "../tables/id_table.ts";
import type { MetaTable } from "../tables/meta_table.ts";
import type { StoreLimits } from "../../limits.ts";

/** Most chunks that one step evicts, so that no commit waits long for it. */
export const STEP_CHUNKS = 32;
const STEP_SCOPES = 32;
// An eviction starts when a scope is 1/8 above its limit, and goes down to the limit: in one go, not
// after each commit.
const SLACK_SHIFT = 3;
// So that lower limits at a later start find chunks that aren't much larger than these limits.
const CHUNK_MAX_MESSAGES = 256;

/**
 * Evicts messages above the limits of count, age and size, by whole chunks, in steps of a few
 * milliseconds. `BackgroundWork` calls it between requests; the flusher asks it for limits.
 */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #oldest: StatementSync;
  readonly #scopesAfter: StatementSync;
  readonly #overfull = new Set<string>();
  // A start checks everything, since the limits may be lower than before.
  readonly #due: Due = { sweepAfter: 0, age: true, ids: true };

  constructor(options: RetentionOptions) {
    this.#options = options;
    const { sqlite } = options.database;
    this.#oldest = sqlite.prepare(
      `SELECT first_seq AS firstSeq, last_seq AS lastSeq, scope AS scopeId, time_ms AS timeMs
        FROM chunks ORDER BY first_seq LIMIT ${STEP_CHUNKS}`,
    );
    this.#scopesAfter = sqlite.prepare(
      `SELECT id, name FROM scopes WHERE id > ? ORDER BY id LIMIT ${STEP_SCOPES}`,
    );
  }

  get isDue(): boolean {
    const { sweepAfter, age, ids } = this.#due;
    return this.#overfull.size > 0 || sweepAfter !== undefined || age || ids;
  }

  /** Returns the number of a scope's messages that are kept, at least. */
  retainCountOf(scope: string): number {
    const { directRetainMessages, retainMessages } = this.#options.limits;
    return /^[@=^~]/.test(scope) ? directRetainMessages : retainMessages;
  }

  /** Returns the most messages that a chunk of a scope may hold: a chunk is evicted as a whole. */
  chunkMaxMessages(scope: string): number {
    return Math.min(this.retainCountOf(scope) >> SLACK_SHIFT, CHUNK_MAX_MESSAGES);
  }

  /** Schedules an eviction if the scope has grown above its limit. */
  checkCount({ name, count }: Scope): void {
    const retain = this.retainCountOf(name);
    if (count > retain + (retain >> SLACK_SHIFT)) this.#overfull.add(name);
  }

  /** Schedules a check of age and size. */
  scheduleAgeAndSize(): void {
    this.#due.age = true;
    this.#due.ids = true;
  }

  /** Schedules a check of every limit, without slack. */
  scheduleAll(): void {
    this.scheduleAgeAndSize();
    this.#due.sweepAfter = 0;
  }

  /**
   * Does a step of a task that is due, in a transaction of its own.
   *
   * @throws {Error} The error of the database, which is unchanged then.
   */
  step(nowMs: number): void {
    const { database, chunks, ids, meta } = this.#options;
    try {
      database.transact(() => this.#step(nowMs));
    } catch (error) {
      chunks.reload();
      ids.reload();
      meta.reload();
      throw error;
    }
  }

  /**
   * Evicts a scope's oldest chunks from the tables. The flusher calls it before it skips newer
   * messages of the scope, so that no older ones stay below the gap. The caller has opened a
   * transaction.
   *
   * @returns The number of evicted chunks; fewer than {@linkcode STEP_CHUNKS} if none is left.
   */
  evictSome(name: string): number {
    const { chunks } = this.#options;
    const scope = chunks.scope(name);
    if (scope === undefined || scope.count === 0) return 0;
    const gone = chunks.heads.pageAfter(scope.id, 0, STEP_CHUNKS);
    this.#remove(gone, name);
    return gone.length;
  }

  #step(nowMs: number): void {
    for (const name of this.#overfull) return this.#evictOverfull(name);
    if (this.#due.sweepAfter !== undefined) this.#sweep(this.#due.sweepAfter);
    else if (this.#due.age) this.#due.age = this.#evictOldest(nowMs);
    else if (this.#due.ids) this.#due.ids = this.#options.ids.evictSome(nowMs);
  }

  #evictOverfull(name: string): void {
    const { chunks } = this.#options;
    const scope = chunks.scope(name);
    const oldest = scope === undefined ? [] : chunks.heads.pageAfter(scope.id, 0, STEP_CHUNKS);
    const retain = this.retainCountOf(name);
    let left = scope?.count ?? 0;
    const gone: ReadChunkHead[] = [];
    for (const head of oldest) {
      // A damaged head counts nothing, and is evicted with those beside it.
      if (isSoundHead(head, name)) left -= head.count;
      if (left < retain) break;
      gone.push(head);
    }
    this.#remove(gone, name);
    if (gone.length < STEP_CHUNKS) this.#overfull.delete(name);
  }

  #sweep(after: number): void {
    const rows = this.#scopesAfter.all(after) as { id: number; name: string }[];
    for (const { name } of rows) {
      const scope = this.#options.chunks.scope(name);
      if (scope !== undefined && scope.count > this.retainCountOf(name)) this.#overfull.add(name);
    }
    this.#due.sweepAfter = rows.length < STEP_SCOPES ? undefined : rows.at(-1)!.id;
  }

  /**
   * Evicts some of the oldest chunks if they are too old, or the database too large. Returns true
   * if more may follow.
   */
  #evictOldest(nowMs: number): boolean {
    const { chunks, database, limits, meta } = this.#options;
    const isTooMuch = database.sizeBytes > limits.retainBytes;
    // The query names its columns as the interface does.
    const rows = this.#oldest.all() as unknown as OldestRow[];
    const gone = rows.filter(({ timeMs }) => isTooMuch || timeMs < nowMs - limits.retainMs);
    for (const row of gone) {
      const { scopeId, lastSeq, firstSeq } = row;
      const name = chunks.scopes.byId(scopeId)?.name;
      const head = chunks.heads.get(scopeId, lastSeq);
      if (name === undefined || head === undefined || head.firstSeq !== firstSeq) {
        chunks.removeStray(firstSeq);
      } else {
        for (const scope of this.#remove([head], name)) {
          if (chunks.removeIfEmpty(scope)) {
            meta.markEvicted(Math.max(scope.evictedSeq, scope.lastSeq));
          }
        }
      }
    }
    return gone.length === STEP_CHUNKS;
  }

  /** Removes chunks of a scope. A damaged chunk leaves a gap, which reads declare. */
  #remove(heads: readonly ReadChunkHead[], name: string): Iterable<Scope> {
    const { chunks } = this.#options;
    const isSound = (head: ReadChunkHead) => isSoundHead(head, name);
    for (const head of heads) if (!isSound(head)) chunks.removeDamaged(head);
    return chunks.remove(heads.filter(isSound));
  }
}

/** The parts that {@linkcode Retention} works on. */
export interface RetentionOptions {
  readonly database: Database;
  readonly chunks: ChunkTable;
  readonly ids: IdTable;
  readonly meta: MetaTable;
  readonly limits: StoreLimits;
}

/** The tasks that are due. */
interface Due {
  /** The last scope whose count was checked; undefined once all are checked. */
  sweepAfter: number | undefined;
  age: boolean;
  ids: boolean;
}

/** A row of `chunks`. It has no checksum of its own, so only its place is certain. */
interface OldestRow {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly scopeId: number;
  readonly timeMs: number;
}
