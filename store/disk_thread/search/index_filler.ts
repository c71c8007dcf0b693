import type { StatementSync } from "node:sqlite";
import { isDamage } from "../errors/damage_error.ts";
import type { ChunkPlace, ChunkTable } from "../tables/chunk_table.ts";
import { isSoundHead } from "../tables/head_table.ts";
import type { MetaTable } from "../tables/meta_table.ts";
import { INCOMPLETE_COPY } from "../../exchange/epoch.ts";
import type { IndexFile } from "./index_file.ts";
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

  constructor(options: IndexFillerOptions) {
    this.#options = options;
    this.#next = options.chunks.sqlite.prepare(
      `SELECT first_seq AS firstSeq, last_seq AS lastSeq, scope AS scopeId, count FROM chunks
        WHERE first_seq > ? ORDER BY first_seq LIMIT ${STEP_CHUNKS}`,
    );
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
      // A step that a power cut takes back is done again.
      file.begin({ isSynced: false });
      const isBehind = this.#refresh(file) || this.#advance(file);
      file.sqlite.exec("COMMIT");
      return isBehind;
    }) ?? index.isUsable;
  }

  /** Indexes messages that were changed. Returns false if there is none. */
  #refresh(file: IndexFile): boolean {
    const stale = file.stale(STEP_MESSAGES);
    for (const seq of stale) {
      file.unmarkStale(seq);
      const place = this.#placeOf(seq);
      const words = place && wordsOf(place.head, place.content).get(seq);
      if (words !== undefined) file.add(seq, words);
    }
    return stale.length > 0;
  }

  /** Returns the chunk with a message; undefined if the message was evicted, or is damaged. */
  #placeOf(seq: number): ChunkPlace | undefined {
    try {
      return this.#options.chunks.placeOf(seq);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return undefined;
    }
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

  #add(file: IndexFile, { scopeId, lastSeq }: Row): void {
    const { chunks } = this.#options;
    const scope = chunks.scopes.byId(scopeId)?.name;
    if (scope === undefined || !/^[#@]/.test(scope)) return;
    try {
      const head = chunks.heads.get(scopeId, lastSeq);
      // Reads and the scrub declare what is damaged.
      if (head === undefined || !isSoundHead(head, scope)) return;
      for (const [seq, words] of wordsOf(head, chunks.contentOf(head))) file.add(seq, words);
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }
}

/** A row of `chunks`, without its content. */
interface Row {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly scopeId: number;
  readonly count: number;
}

/** The parts that an {@linkcode IndexFiller} works on. */
export interface IndexFillerOptions {
  readonly chunks: ChunkTable;
  readonly meta: MetaTable;
  readonly index: SearchIndex;
}
