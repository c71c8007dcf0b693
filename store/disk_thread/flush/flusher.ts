import { FlushPlan } from "./flush_plan.ts";
import { joinChunks } from "./join_chunks.ts";
import { type Amendment, rewritesOf } from "../../../hub/mod.ts";
import type { RecordQueue } from "../journal/record_queue.ts";
import { type Retention, STEP_CHUNKS } from "../retention/retention.ts";
import type { ChunkTable } from "../tables/chunk_table.ts";
import type { Database } from "../tables/database.ts";
import type { IdTable } from "../tables/id_table.ts";
import type { MetaTable } from "../tables/meta_table.ts";
import { amendmentsIn } from "../../exchange/amendments.ts";
import type { LogRecord } from "../../exchange/record.ts";
import type { Faults } from "../../faults.ts";
import type { StoreLimits } from "../../limits.ts";

// Most bytes that one step writes and reads, so that no request waits long for it.
const STEP_WRITE_BYTES = 256 * 1024;
const STEP_READ_MAX_BYTES = 512 * 1024;

/**
 * Moves records from the journal to the tables, in steps of a few milliseconds. `BackgroundWork`
 * calls it between requests; the committer calls it when the journal is full or the disk works
 * again.
 */
export class Flusher {
  readonly #options: FlusherOptions;
  /** True once texts were replaced in the tables, until the `Eraser` is done. */
  hasReplaced = false;

  constructor(options: FlusherOptions) {
    this.#options = options;
  }

  /**
   * Writes the journal's oldest records to the tables, in a transaction of its own. If the plan
   * evicts some of them, the tables' older chunks of the same scope go first. Many such chunks take
   * a step that writes nothing.
   *
   * @throws {Error} The error of the database, which is unchanged then.
   */
  flushStep(records: RecordQueue): void {
    const plan = new FlushPlan(this.#options, records);
    let bytes = 0;
    let count = 0;
    for (const record of records.oldest(STEP_READ_MAX_BYTES)) {
      plan.add(record);
      bytes += record.bytes.length;
      count++;
      if (plan.chunkBytes >= STEP_WRITE_BYTES) break;
    }
    if (count === 0) return;
    const newest = records.at(count - 1)!;
    let isEvicted = true;
    this.transact(() => {
      isEvicted = this.#evictScopes(plan.evicted.keys());
      if (!isEvicted) return;
      this.#write(plan);
      this.#options.meta.advanceJournal(newest.position + newest.bytes.length);
    });
    if (isEvicted) records.shift(count);
  }

  /** Writes all records of the journal. */
  flushAll(records: RecordQueue): void {
    while (records.length > 0) this.flushStep(records);
  }

  /** Runs a transaction. If it fails, the tables read their cached values again. */
  transact(body: () => void): void {
    const { database, chunks, ids, meta, faults } = this.#options;
    faults?.inject(database.sqlite);
    try {
      database.transact(body);
    } catch (error) {
      chunks.reload();
      ids.reload();
      meta.reload();
      throw error;
    }
  }

  /** Writes records. The caller has opened a transaction. */
  writeRecords(records: readonly LogRecord[]): void {
    const plan = new FlushPlan(this.#options);
    for (const record of records) plan.add(record);
    this.#write(plan);
  }

  /**
   * Evicts the chunks of some scopes from the tables. Returns false if that takes a further step.
   */
  #evictScopes(scopes: Iterable<string>): boolean {
    let removed = 0;
    for (const scope of scopes) {
      removed += this.#options.retention.evictSome(scope);
      if (removed >= STEP_CHUNKS) return false;
    }
    return true;
  }

  #write(plan: FlushPlan): void {
    const { chunks, ids, retention } = this.#options;
    for (const [scope, seq] of plan.evicted) chunks.markEvicted(scope, seq);
    for (const chunk of joinChunks(plan.chunks, (scope) => retention.chunkMaxMessages(scope))) {
      retention.checkCount(chunks.insert(chunk));
    }
    for (const entries of plan.ids) ids.insert(entries);
    this.#amend(amendmentsIn(plan.amendments));
  }

  /** Changes messages in the tables, those of this flush included. */
  #amend(amendments: readonly Amendment[]): void {
    for (const scope of new Set(amendments.map((amendment) => amendment.scope))) {
      const own = amendments.filter((amendment) => amendment.scope === scope);
      this.#options.chunks.rewrite(scope, rewritesOf(own));
      this.hasReplaced ||= own.some(({ set, wipes }) => wipes || set.msg !== undefined);
    }
  }
}

/** The parts that a {@linkcode Flusher} writes with. */
export interface FlusherOptions {
  readonly database: Database;
  readonly chunks: ChunkTable;
  readonly ids: IdTable;
  readonly meta: MetaTable;
  readonly retention: Retention;
  readonly limits: StoreLimits;
  readonly faults: Faults | undefined;
}
