import { ALL_DIRECT, type SearchQuery } from "../../../hub/mod.ts";
import type { ChunkTable } from "../tables/chunk_table.ts";
import { answerGram, authorGram, gramsToFind, scopeGram } from "./grams.ts";
import type { SearchIndex } from "./search_index.ts";

// With more scopes, FTS5 would take longer to merge them than the look at messages of others takes.
const PLACES_MAX = 8;
// The first page is enough for a common word; a search of a rare one reads all.
const FIRST_PAGE_ROWS = 32;
const PAGE_ROWS_MAX = 512;

/** Finds the messages that may be results of a search, by the index. */
export class IndexedMessages {
  readonly #chunks: ChunkTable;
  readonly #index: SearchIndex;

  constructor(chunks: ChunkTable, index: SearchIndex) {
    this.#chunks = chunks;
    this.#index = index;
  }

  /**
   * Returns the question for a search, in the language of FTS5; undefined for a search that the index
   * can't narrow down.
   */
  questionOf({ scopes, terms, author, thread }: SearchQuery): Question | undefined {
    const { whole, beginnings } = gramsToFind(terms);
    const words = [
      ...whole,
      ...(author === undefined ? [] : [authorGram(author)]),
      ...(thread === undefined ? [] : [answerGram(thread)]),
    ];
    if (words.length + beginnings.size === 0) return undefined;
    const all = [...words.map(quoted), ...[...beginnings].map((one) => `${quoted(one)} *`)];
    const places = scopes.flatMap(({ scope, author }) => {
      if (scope === ALL_DIRECT) return author === undefined ? [] : [authorGram(author)];
      const id = this.#chunks.scopes.byName(scope)?.id;
      return id === undefined ? [] : [scopeGram(id)];
    });
    if (places.length <= PLACES_MAX) all.push(`(${places.map(quoted).join(" OR ")})`);
    const isNowhere = places.length === 0;
    return { match: isNowhere ? undefined : all.join(" AND "), isVague: words.length === 0 };
  }

  /**
   * Iterates over the numbers of messages below a number, the newest first.
   *
   * @throws {IndexUnusable} The index failed, and is no longer used.
   */
  *find({ match }: Question, beforeSeq: number): Generator<number> {
    if (match === undefined) return;
    let before = beforeSeq;
    for (let limit = FIRST_PAGE_ROWS;; limit = Math.min(4 * limit, PAGE_ROWS_MAX)) {
      const seqs = this.#page(match, before, limit);
      yield* seqs;
      if (seqs.length < limit) return;
      before = seqs[limit - 1];
    }
  }

  #page(match: string, before: number, limit: number): number[] {
    const rows = this.#index.use(({ sqlite }) =>
      sqlite.prepare(
        "SELECT rowid AS seq FROM grams WHERE grams MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
      ).all(match, BigInt(before), limit)
    );
    if (rows === undefined) throw new IndexUnusable();
    return rows.map(({ seq }) => seq as number);
  }
}

/** The index fails in the midst of a search, so what it hasn't named yet is unknown. */
export class IndexUnusable extends Error {
  override readonly name = "IndexUnusable";
}

/** A question to the index. */
export interface Question {
  /** Undefined: no message in the tables is in one of the scopes. */
  readonly match: string | undefined;
  /** True if it names only beginnings of words, of which a common one takes long. */
  readonly isVague: boolean;
}

function quoted(word: string): string {
  return `"${word}"`;
}
