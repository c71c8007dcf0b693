import { Findings, isIn, type SearchPage, type SearchQuery } from "../../../hub/mod.ts";
import type { Committer } from "../committer.ts";
import { pendingRewrites } from "../message_finder.ts";
import type { ChunkTable } from "../tables/chunk_table.ts";
import type { Chunk } from "../../exchange/chunk.ts";
import { Examination } from "./examination.ts";
import { IndexedMessages, IndexUnusable, type Question } from "./indexed_messages.ts";
import { type ChunkPosition, RecentChunks, type RecentPositions } from "./recent_chunks.ts";
import type { SearchIndex } from "./search_index.ts";

// Most messages that one search looks at: some tens of milliseconds in which no commit is made.
const EXAMINED_MAX_MESSAGES = 50_000;
// Short words are common: the newest messages hold enough of most of them.
const GLANCE_MESSAGES = 5_000;
// Messages that were changed and aren't indexed again. More than a few are there for moments only.
const CHANGED_MAX = 1_000;

/**
 * Searches the log: by the index, and by a look at each message that isn't indexed yet, in the tables
 * and among the records that aren't flushed. `OpenStore` calls it.
 */
export class LogSearch {
  readonly #options: LogSearchOptions;
  readonly #recent: RecentChunks;
  readonly #indexed: IndexedMessages | undefined;

  constructor(options: LogSearchOptions) {
    const { chunks, index } = options;
    this.#options = options;
    this.#recent = new RecentChunks(chunks);
    this.#indexed = index && new IndexedMessages(chunks, this.#recent, index);
  }

  search(query: SearchQuery): SearchPage {
    const question = this.#indexed?.questionOf(query);
    const plan = question && this.#planOf(question, query);
    if (plan === undefined) return this.#scan(query, EXAMINED_MAX_MESSAGES);
    if (plan.question.words.length === 0) {
      const page = this.#scan(query, GLANCE_MESSAGES);
      if (page.searchedFrom === undefined || page.records.length === query.limit) return page;
    }
    try {
      return this.#run(query, EXAMINED_MAX_MESSAGES, plan, plan);
    } catch (error) {
      if (!(error instanceof IndexUnusable)) throw error;
      return this.#scan(query, EXAMINED_MAX_MESSAGES);
    }
  }

  /** Searches without the index. */
  #scan(query: SearchQuery, maxMessages: number): SearchPage {
    const isWanted = wantedBy(query);
    const recent = this.#recent.before(query.beforeSeq, { after: -1, isWanted, maxMessages });
    return this.#run(query, maxMessages, recent);
  }

  /** Returns the messages that the index doesn't know; undefined if it can't be used. */
  #planOf(question: Question, query: SearchQuery): Plan | undefined {
    const { committer, index } = this.#options;
    return index?.use((file) => {
      const recent = this.#recent.before(query.beforeSeq, {
        after: file.indexedSeq,
        isWanted: wantedBy(query),
        maxMessages: EXAMINED_MAX_MESSAGES,
      });
      const pending = [...pendingRewrites(committer).keys()].slice(-CHANGED_MAX);
      // The index finds the answers to a message, but not the message itself.
      const { thread } = query;
      const root = thread === undefined ? [] : [thread];
      const unnamed = [...new Set([...file.stale(CHANGED_MAX), ...pending, ...root])];
      return { ...recent, question, unnamed: unnamed.sort((a, b) => b - a) };
    });
  }

  #run(
    query: SearchQuery,
    maxMessages: number,
    { positions, floorSeq }: RecentPositions,
    plan?: Plan,
  ): SearchPage {
    const { chunks, committer } = this.#options;
    const findings = new Findings(query, maxMessages);
    const examination = new Examination(findings, pendingRewrites(committer), chunks);
    for (const next of this.#newestFirst(query, positions, plan)) {
      const lastSeq = typeof next === "number" ? next : next.lastSeq;
      if (lastSeq <= query.afterSeq || findings.isComplete(lastSeq)) return findings.page();
      if (floorSeq > 0 && lastSeq <= floorSeq) break;
      if (typeof next === "number") examination.message(next);
      else examination.chunk(next);
    }
    if (floorSeq > query.afterSeq) findings.stop(floorSeq);
    return findings.page();
  }

  /** Iterates over chunks and the numbers of messages, in the sequence of the last numbers. */
  *#newestFirst(
    query: SearchQuery,
    positions: readonly ChunkPosition[],
    plan: Plan | undefined,
  ): Generator<ChunkPosition | Chunk | number> {
    const isWanted = wantedBy(query);
    const list: (ChunkPosition | Chunk)[] = [...positions];
    for (const chunk of this.#options.committer.unwrittenIn(isWanted)) {
      if (chunk.firstSeq < query.beforeSeq) list.push(chunk);
    }
    list.sort((a, b) => a.lastSeq - b.lastSeq);
    if (plan !== undefined) {
      const found = this.#indexed!.find(plan.question, query);
      for (const seq of merged(found, plan.unnamed.filter((one) => one < query.beforeSeq))) {
        while ((list.at(-1)?.lastSeq ?? 0) > seq) yield list.pop()!;
        yield seq;
      }
    }
    while (list.length > 0) yield list.pop()!;
  }
}

/** A question to the index, and the messages that it doesn't know. */
interface Plan extends RecentPositions {
  readonly question: Question;
  /** The numbers of messages that the index doesn't name: changed ones, the newest first. */
  readonly unnamed: readonly number[];
}

/** Merges falling numbers, each once. */
function* merged(some: Iterable<number>, others: readonly number[]): Generator<number> {
  let at = 0;
  for (const one of some) {
    while (at < others.length && others[at] > one) yield others[at++];
    if (others[at] === one) at++;
    yield one;
  }
  while (at < others.length) yield others[at++];
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
