import type { StatementSync } from "node:sqlite";
import { isDamage } from "../errors/damage_error.ts";
import type { ChunkTable } from "../tables/chunk_table.ts";
import { isSoundHead } from "../tables/head_table.ts";
import type { MetaTable } from "../tables/meta_table.ts";
import { INCOMPLETE_COPY } from "../../exchange/epoch.ts";
import type { IndexedChunk, IndexFile } from "./index_file.ts";
import type { SearchIndex } from "./search_index.ts";
import { wordsOf } from "./words.ts";

// Each of the limits keeps a step to a few milliseconds.
const STEP_CHUNKS = 64;
const STEP_MESSAGES = 128;

/**
 * Indexes the chunks of the tables in the sequence in which they were written, in small steps.
 * `BackgroundWork` calls it between requests. The index has the place that it has reached, so a start
 * goes on from there.
 */
export class IndexFiller {
  readonly #options: IndexFillerOptions;
  readonly #next: StatementSync;
  readonly #one: StatementSync;

  constructor(options: IndexFillerOptions) {
    this.#options = options;
    const columns = "first_seq AS firstSeq, last_seq AS lastSeq, scope AS scopeId, count";
    const { sqlite } = options.chunks;
    this.#next = sqlite.prepare(
      `SELECT ${columns} FROM chunks WHERE first_seq > ? ORDER BY first_seq LIMIT ${STEP_CHUNKS}`,
    );
    this.#one = sqlite.prepare(`SELECT ${columns} FROM chunks WHERE first_seq = ?`);
  }

  /** True while some chunks aren't indexed. */
  get isDue(): boolean {
    const { index, meta } = this.#options;
    // The chunks of a copy come in no sequence.
    return index.isBehind && meta.get().epoch !== INCOMPLETE_COPY;
  }

  /** Indexes the next few chunks. */
  step(): void {
    const { index } = this.#options;
    index.isBehind = index.use((file) => {
      index.begin(file);
      const isBehind = this.#refresh(file) || this.#advance(file);
      file.sqlite.exec("COMMIT");
      return isBehind;
    }) ?? index.isUsable;
  }

  /** Indexes chunks that were changed. Returns false if there is none. */
  #refresh(file: IndexFile): boolean {
    const stale = file.stale(STEP_CHUNKS);
    let left = STEP_MESSAGES;
    for (const firstSeq of stale) {
      if (left <= 0) break;
      const row = this.#one.get(firstSeq) as unknown as Row | undefined;
      if (row !== undefined) this.#add(file, row);
      left -= row?.count ?? 0;
      file.unmarkStale(firstSeq);
    }
    return stale.length > 0;
  }

  /** Indexes new chunks. Returns false if there is none. */
  #advance(file: IndexFile): boolean {
    // The query names its columns as the interface does.
    const rows = this.#next.all(file.indexedSeq) as unknown as Row[];
    let left = STEP_MESSAGES;
    for (const row of rows) {
      if (left <= 0) break;
      this.#add(file, row);
      left -= row.count;
      file.indexedSeq = row.firstSeq;
    }
    return rows.length > 0;
  }

  #add(file: IndexFile, chunk: Row): void {
    const { chunks } = this.#options;
    const { scopeId, lastSeq } = chunk;
    const scope = chunks.scopes.byId(scopeId)?.name;
    if (scope === undefined || !/^[#@]/.test(scope) || file.has(lastSeq)) return;
    try {
      const head = chunks.heads.get(scopeId, lastSeq);
      // Reads and the scrub declare what is damaged.
      if (head === undefined || !isSoundHead(head, scope)) return;
      const words = wordsOf(head, chunks.contentOf(head));
      if (words !== "") file.add(chunk, words);
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }
}

/** A row of `chunks`, without its content. */
interface Row extends IndexedChunk {
  readonly count: number;
}

/** The parts that an {@linkcode IndexFiller} works on. */
export interface IndexFillerOptions {
  readonly chunks: ChunkTable;
  readonly meta: MetaTable;
  readonly index: SearchIndex;
}
