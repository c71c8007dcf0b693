import {
  Findings,
  isIn,
  type Rewrite,
  rewriteObject,
  type SearchPage,
  type SearchQuery,
} from "../../../hub/mod.ts";
import type { Committer } from "../committer.ts";
import { isDamage } from "../errors/damage_error.ts";
import { pendingRewrites } from "../message_finder.ts";
import type { ChunkTable } from "../tables/chunk_table.ts";
import { isSoundHead } from "../tables/head_table.ts";
import { type Chunk, CHUNK_SPAN_MAX, eachRecord } from "../../exchange/chunk.ts";
import { eachStored } from "../../exchange/stored_content.ts";
import { IndexedChunks, type Question } from "./indexed_chunks.ts";
import { type ChunkPosition, RecentChunks, type RecentPositions } from "./recent_chunks.ts";
import type { SearchIndex } from "./search_index.ts";

// Most messages that one search examines: some tens of milliseconds in which no commit is made.
const EXAMINED_MAX_MESSAGES = 50_000;
// Short words are common: the newest messages hold enough of most of them.
const GLANCE_MESSAGES = 5_000;
// Chunks that were changed and aren't indexed again. More than a few are there for moments only.
const STALE_MAX_CHUNKS = 1_000;
const PENDING_MAX_REWRITES = 200;

/**
 * Searches the log: by the index, and by a look at each message that isn't indexed yet, in the tables
 * and among the records that aren't flushed. `OpenStore` calls it.
 */
export class LogSearch {
  readonly #options: LogSearchOptions;
  readonly #recent: RecentChunks;
  readonly #indexed: IndexedChunks | undefined;

  constructor(options: LogSearchOptions) {
    const { chunks, index } = options;
    this.#options = options;
    this.#recent = new RecentChunks(chunks);
    this.#indexed = index && new IndexedChunks(chunks, index);
  }

  search(query: SearchQuery): SearchPage {
    const question = this.#indexed?.questionOf(query);
    const plan = question && this.#planOf(question, query);
    if (plan === undefined) return this.#scan(query, EXAMINED_MAX_MESSAGES);
    if (plan.question.isVague) {
      const page = this.#scan(query, GLANCE_MESSAGES);
      if (page.searchedFrom === undefined || page.records.length === query.limit) return page;
    }
    return this.#run(query, EXAMINED_MAX_MESSAGES, plan, plan);
  }

  /** Searches without the index. */
  #scan(query: SearchQuery, maxMessages: number): SearchPage {
    const isWanted = wantedBy(query);
    const recent = this.#recent.before(query.beforeSeq, { after: -1, isWanted, maxMessages });
    return this.#run(query, maxMessages, recent);
  }

  /** Returns the chunks that the index doesn't know; undefined if it can't be used. */
  #planOf(question: Question, query: SearchQuery): Plan | undefined {
    const { chunks, committer, index } = this.#options;
    const isWanted = wantedBy(query);
    return index?.use((file) => {
      const options = { after: file.indexedSeq, isWanted, maxMessages: EXAMINED_MAX_MESSAGES };
      const { positions, floorSeq } = this.#recent.before(query.beforeSeq, options);
      const changed = [...pendingRewrites(committer).keys()].slice(-PENDING_MAX_REWRITES)
        .flatMap((seq) => chunks.placeOf(seq)?.head.firstSeq ?? []);
      const others = this.#recent.startingAt(
        [...new Set([...file.stale(STALE_MAX_CHUNKS), ...changed])],
        isWanted,
      );
      return { question, floorSeq, positions: [...positions, ...others] };
    });
  }

  #run(
    query: SearchQuery,
    maxMessages: number,
    { positions, floorSeq }: RecentPositions,
    plan?: Plan,
  ): SearchPage {
    const findings = new Findings(query, maxMessages);
    const rewrites = pendingRewrites(this.#options.committer);
    for (const chunk of this.#newestFirst(query, positions, plan)) {
      if (chunk.lastSeq <= query.afterSeq || findings.isComplete(chunk.lastSeq)) {
        return findings.page();
      }
      if (floorSeq > 0 && chunk.lastSeq <= floorSeq) break;
      this.#examine(chunk, findings, rewrites);
    }
    if (floorSeq > query.afterSeq) findings.stop(floorSeq);
    return findings.page();
  }

  /** Iterates over all chunks that may hold results, in the sequence of their last numbers. */
  *#newestFirst(
    query: SearchQuery,
    positions: readonly ChunkPosition[],
    plan: Plan | undefined,
  ): Generator<ChunkPosition | Chunk> {
    const isWanted = wantedBy(query);
    const listed = new Map<number, ChunkPosition | Chunk>();
    for (const position of positions) listed.set(position.lastSeq, position);
    for (const chunk of this.#options.committer.unwrittenIn(isWanted)) {
      if (chunk.firstSeq < query.beforeSeq) listed.set(chunk.lastSeq, chunk);
    }
    const list = [...listed.values()].sort((a, b) => a.lastSeq - b.lastSeq);
    // A chunk that begins below the bound may end above it.
    const found = plan && this.#indexed!.find(plan.question, endOf(query), isWanted);
    for (const chunk of found ?? []) {
      while ((list.at(-1)?.lastSeq ?? 0) > chunk.lastSeq) yield list.pop()!;
      if (!listed.has(chunk.lastSeq) && chunk.firstSeq < query.beforeSeq) yield chunk;
    }
    while (list.length > 0) yield list.pop()!;
  }

  #examine(
    chunk: ChunkPosition | Chunk,
    findings: Findings,
    rewrites: ReadonlyMap<number, Rewrite>,
  ): void {
    const { scope } = chunk;
    const visit = (seq: number, stored: Uint8Array) => {
      const rewrite = rewrites.get(seq);
      const json = rewrite === undefined ? stored : rewriteObject(stored, rewrite);
      if (json.length > 0) findings.examine(scope, seq, json);
      return true;
    };
    if ("bodies" in chunk) return eachRecord(chunk, 0, visit);
    try {
      const { chunks } = this.#options;
      const head = chunks.heads.get(chunk.scopeId, chunk.lastSeq);
      // A read of the scope declares what is damaged.
      if (head === undefined || !isSoundHead(head, scope)) return;
      eachStored(head.firstSeq, chunks.contentOf(head), 0, visit);
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }
}

/** A question to the index, and the chunks that it doesn't know. */
interface Plan extends RecentPositions {
  readonly question: Question;
}

/** Returns a number that no chunk with a message of the search ends above. */
function endOf({ beforeSeq }: SearchQuery): number {
  return Math.min(beforeSeq + CHUNK_SPAN_MAX, Number.MAX_SAFE_INTEGER);
}

function wantedBy({ scopes }: SearchQuery): (scope: string) => boolean {
  return (scope) => scopes.some((one) => isIn(scope, one));
}

/** The parts that a {@linkcode LogSearch} reads. */
export interface LogSearchOptions {
  readonly chunks: ChunkTable;
  readonly committer: Committer;
  /** Absent: each message is looked at. */
  readonly index?: SearchIndex | undefined;
}
