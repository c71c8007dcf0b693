import type { StatementSync } from "node:sqlite";
import type { ChunkTable, Scope } from "../tables/chunk_table.ts";
import type { Database } from "../tables/database.ts";
import type { IdTable } from "../tables/id_table.ts";
import type { StoreLimits } from "../../limits.ts";
import type { MetaTable } from "../tables/meta_table.ts";
import { isSoundHead, type ReadHead } from "../tables/head_table.ts";

/** The parts that a {@linkcode Retention} writes with. */
export interface RetentionOptions {
  readonly database: Database;
  readonly chunks: ChunkTable;
  readonly ids: IdTable;
  readonly meta: MetaTable;
  readonly limits: StoreLimits;
}

/** The chunks that one step deletes at most, so that a commit never waits long behind it. */
export const STEP_CHUNKS = 32;
const STEP_SCOPES = 32;
// A scope is trimmed once it is over by this part, and then down to its limit: in one go, not
// after each commit.
const SLACK_SHIFT = 3;
// So that lower limits, at a later start, find chunks that aren't much larger than they are.
const CHUNK_MAX_MESSAGES = 256;

/** Which of the background's tasks are to be done. */
interface Due {
  /** The scope up to which the counts of all have been looked at; undefined when done. */
  sweepAfter: number | undefined;
  age: boolean;
  ids: boolean;
}

/** Forgets what has no room, by whole chunks, in steps of a few milliseconds. */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #oldest: StatementSync;
  readonly #scopesAfter: StatementSync;
  readonly #overfull = new Set<string>();
  // At the start the limits may be lower than they were.
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

  /** How many messages of a scope are kept, at least. */
  retainCountOf(scope: string): number {
    const { directRetainMessages, retainMessages } = this.#options.limits;
    return scope.startsWith("@") ? directRetainMessages : retainMessages;
  }

  /** How many messages of a scope may be in one chunk, which is forgotten as a whole. */
  chunkMaxMessages(scope: string): number {
    return Math.min(this.retainCountOf(scope) >> SLACK_SHIFT, CHUNK_MAX_MESSAGES);
  }

  /** Takes note that a scope has grown. */
  checkCount({ name, count }: Scope): void {
    const retain = this.retainCountOf(name);
    if (count > retain + (retain >> SLACK_SHIFT)) this.#overfull.add(name);
  }

  /** Has age and size looked at again. */
  scheduleAgeAndSize(): void {
    this.#due.age = true;
    this.#due.ids = true;
  }

  /** Has everything looked at again, without slack. */
  scheduleAll(): void {
    this.scheduleAgeAndSize();
    this.#due.sweepAfter = 0;
  }

  /** Does some of what is due, in a transaction. */
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
   * Removes the oldest chunks of a scope of which all that the tables have is to go, so that nothing
   * older stays below a gap. The caller has opened a transaction.
   *
   * @returns How many went; fewer than {@linkcode STEP_CHUNKS} where none is left.
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
    const gone: ReadHead[] = [];
    for (const head of oldest) {
      // A damaged one counts nothing, and goes with those beside it.
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

  /** Deletes some of what is too old, or too much; returns whether more may be. */
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

  /** Removes chunks of a scope; what of it is damaged shows as a gap and needn't be declared. */
  #remove(heads: readonly ReadHead[], name: string): Iterable<Scope> {
    const { chunks } = this.#options;
    const isSound = (head: ReadHead) => isSoundHead(head, name);
    for (const head of heads) if (!isSound(head)) chunks.removeDamaged(head);
    return chunks.remove(heads.filter(isSound));
  }
}

/** A row of `chunks`, of which nothing is certain but its place. */
interface OldestRow {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly scopeId: number;
  readonly timeMs: number;
}
