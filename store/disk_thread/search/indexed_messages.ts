import { ALL_DIRECT, type SearchQuery } from "../../../hub/mod.ts";
import { isDamage } from "../errors/damage_error.ts";
import type { ChunkTable } from "../tables/chunk_table.ts";
import {
  answerGram,
  authorGram,
  gramsToFind,
  scopeGram,
  startOf,
  stretchOf,
  stretchStart,
} from "./grams.ts";
import type { RecentChunks } from "./recent_chunks.ts";
import type { SearchIndex } from "./search_index.ts";

// With more scopes, FTS5 would take longer to merge them than the look at messages of others takes.
const PLACES_MAX = 8;
// The first page is enough for a common word; a search of a rare one reads all.
const FIRST_PAGE_ROWS = 64;
const PAGE_ROWS_MAX = 512;
// Messages that are looked at before the beginnings of words are asked for, which takes longer.
const EASY_LOOKS = 64;

/** Finds the messages that may be results of a search, by the index. */
export class IndexedMessages {
  readonly #chunks: ChunkTable;
  readonly #recent: RecentChunks;
  readonly #index: SearchIndex;

  constructor(chunks: ChunkTable, recent: RecentChunks, index: SearchIndex) {
    this.#chunks = chunks;
    this.#recent = recent;
    this.#index = index;
  }

  /** Returns the question for a search; undefined for one that the index can't narrow down. */
  questionOf({ scopes, terms, author, thread }: SearchQuery): Question | undefined {
    const { whole, beginnings } = gramsToFind(terms);
    const words = [
      ...whole,
      ...(author === undefined ? [] : [authorGram(author)]),
      ...(thread === undefined ? [] : [answerGram(thread)]),
    ];
    if (words.length + beginnings.length === 0) return undefined;
    const places = scopes.flatMap(({ scope, author }) => {
      if (scope === ALL_DIRECT) return author === undefined ? [] : [authorGram(author)];
      const id = this.#chunks.scopes.byName(scope)?.id;
      return id === undefined ? [] : [scopeGram(id)];
    });
    return { words, beginnings, places };
  }

  /**
   * Iterates over the numbers of messages within the bounds of a search, the newest first.
   *
   * @throws {IndexUnusable} The index failed, and is no longer used.
   */
  *find(question: Question, query: SearchQuery): Generator<number> {
    if (question.places.length === 0) return;
    let looks = 0;
    for (const { stretch, beforeSeq } of this.#stretches(query)) {
      const exact = matchOf(question, stretch);
      const easy = matchOf({ ...question, beginnings: [] }, stretch);
      let match = question.words.length === 0 ? exact : easy;
      let before = beforeSeq;
      for (let limit = FIRST_PAGE_ROWS;; limit = Math.min(4 * limit, PAGE_ROWS_MAX)) {
        const seqs = this.#page(match, before, limit);
        const isWhole = seqs.length < limit;
        if (match !== exact && !isWhole && looks >= EASY_LOOKS) {
          match = exact;
          continue;
        }
        yield* seqs;
        if (isWhole) break;
        looks += limit;
        before = seqs[limit - 1];
      }
    }
  }

  /** Iterates over the stretches that have messages, the newest first. */
  *#stretches({ beforeSeq, afterSeq }: SearchQuery): Generator<Stretch> {
    for (let before = beforeSeq;;) {
      const lastSeq = this.#lastSeqBelow(before);
      if (lastSeq === undefined || lastSeq <= afterSeq) return;
      const stretch = stretchOf(lastSeq);
      yield { stretch, beforeSeq: before };
      before = startOf(stretch);
    }
  }

  #lastSeqBelow(beforeSeq: number): number | undefined {
    try {
      return this.#recent.lastSeqBelow(beforeSeq);
    } catch (error) {
      if (!isDamage(error)) throw error;
      throw new IndexUnusable();
    }
  }

  #page(match: string, before: number, limit: number): number[] {
    const rows = this.#index.use((file) => file.find(match, before, limit));
    if (rows === undefined) throw new IndexUnusable();
    return rows;
  }
}

/** A part of the log whose words the index keeps apart. */
interface Stretch {
  readonly stretch: number;
  readonly beforeSeq: number;
}

/** The index fails in the midst of a search, so what it hasn't named yet is unknown. */
export class IndexUnusable extends Error {
  override readonly name = "IndexUnusable";
}

/** A question to the index. A message that is wanted has all words and beginnings. */
export interface Question {
  readonly words: readonly string[];
  /** Beginnings of words. With a common one and no word, the index takes long. */
  readonly beginnings: readonly string[];
  /** Words of which the message has one. Without any, no message in the tables is in one of the scopes. */
  readonly places: readonly string[];
}

/** Returns a question about a stretch in the language of FTS5. */
function matchOf({ words, beginnings, places }: Question, stretch: number): string {
  const quoted = (word: string) => `"${stretchStart(stretch)}${word}"`;
  const all = [...words.map(quoted), ...beginnings.map((one) => `${quoted(one)} *`)];
  if (places.length <= PLACES_MAX) all.push(`(${places.map(quoted).join(" OR ")})`);
  return all.join(" AND ");
}
