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
import { type Chunk, eachRecord } from "../../exchange/chunk.ts";
import { eachStored } from "../../exchange/stored_content.ts";
import { type ChunkPosition, RecentChunks } from "./recent_chunks.ts";

// Most messages that one search examines: some tens of milliseconds in which no commit is made.
const EXAMINED_MAX_MESSAGES = 50_000;

/** Searches the log: the tables, and the records that aren't flushed. `OpenStore` calls it. */
export class LogSearch {
  readonly #options: LogSearchOptions;
  readonly #recent: RecentChunks;

  constructor(options: LogSearchOptions) {
    this.#options = options;
    this.#recent = new RecentChunks(options.chunks);
  }

  search(query: SearchQuery): SearchPage {
    const findings = new Findings(query, EXAMINED_MAX_MESSAGES);
    const rewrites = pendingRewrites(this.#options.committer);
    const isWanted = (scope: string) => query.scopes.some((one) => isIn(scope, one));
    const { positions, floorSeq } = this.#recent.before(query.beforeSeq, {
      isWanted,
      maxMessages: EXAMINED_MAX_MESSAGES,
    });
    const all: (ChunkPosition | Chunk)[] = [...this.#unwritten(isWanted, query), ...positions];
    for (const chunk of all.sort((a, b) => b.lastSeq - a.lastSeq)) {
      if (chunk.lastSeq <= query.afterSeq || findings.isComplete(chunk.lastSeq)) {
        return findings.page();
      }
      this.#examine(chunk, findings, rewrites);
    }
    if (floorSeq > query.afterSeq) findings.stop(floorSeq);
    return findings.page();
  }

  *#unwritten(
    isWanted: (scope: string) => boolean,
    { beforeSeq }: SearchQuery,
  ): Generator<Chunk> {
    for (const chunk of this.#options.committer.unwrittenIn(isWanted)) {
      if (chunk.firstSeq < beforeSeq) yield chunk;
    }
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

/** The parts that a {@linkcode LogSearch} reads. */
export interface LogSearchOptions {
  readonly chunks: ChunkTable;
  readonly committer: Committer;
}
