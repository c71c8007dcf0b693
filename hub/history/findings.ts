import type { FoundMessage, SearchPage } from "./history.ts";
import { ALL_DIRECT, type SearchQuery, type SearchScope } from "./search_query.ts";
import { foldName, foldText } from "../../vocabulary/mod.ts";

const decoder = new TextDecoder();
/**
 * JSON whose texts stand in it as they are, but for the case: ASCII without a backslash, frequent Chinese
 * characters, and marks that fold to no letter.
 */
// deno-lint-ignore no-control-regex -- all of ASCII but the backslash
const PLAIN = /^[\x00-\x5b\x5d-\x7f\u3001\u3002\u4e00-\u9fff\uff01\uff0c\uff1f]*$/;
const WORDS = /[a-z0-9]+|[\u4e00-\u9fff]+/g;

/**
 * Collects the results of a search from chunks of the log, which are examined in the sequence of their
 * last numbers, the newest chunk first. Memory and disk search by it, so that both find the same.
 */
export class Findings {
  readonly #query: SearchQuery;
  readonly #found: FoundMessage[] = [];
  /** The words of the terms, which stand in plain JSON as they are. */
  readonly #words: readonly string[];
  #left: number;
  #searchedFrom: number | undefined;

  /** @param examinedMax Most messages that are examined. */
  constructor(query: SearchQuery, examinedMax: number) {
    this.#query = query;
    this.#left = examinedMax;
    this.#words = query.terms.flatMap((term) => term.match(WORDS) ?? []);
  }

  /**
   * True if no chunk that ends with this number, or earlier, has to be examined: there are enough newer
   * results, or the search has cost enough.
   */
  isComplete(lastSeq: number): boolean {
    const newer = this.#found.filter(({ seq }) => seq > lastSeq).length;
    if (newer <= this.#query.limit && this.#left > 0) return false;
    this.stop(lastSeq);
    return true;
  }

  /** Ends the search though messages with this number, or smaller ones, aren't examined. */
  stop(lastSeq: number): void {
    this.#searchedFrom = lastSeq + 1;
  }

  /** Counts messages as examined. */
  spend(messages: number): void {
    this.#left -= messages;
  }

  /**
   * False for nearly all messages that don't match, by the JSON of their texts. A parser would take
   * three times as long.
   */
  mayMatch(bytes: Uint8Array): boolean {
    if (this.#words.length === 0) return true;
    const json = decoder.decode(bytes);
    const lower = json.toLowerCase();
    return this.#words.every((word) => lower.includes(word)) || !PLAIN.test(json);
  }

  /** Examines a message, of which it makes a copy if it is a result. */
  examine(scope: string, seq: number, json: Uint8Array): void {
    const { afterSeq, beforeSeq, scopes } = this.#query;
    if (seq <= afterSeq || seq >= beforeSeq) return;
    const readable = scopes.filter((one) => isIn(scope, one) && seq > one.after);
    if (readable.length === 0) return;
    // An index may name a message that is looked at together with others, too.
    if (this.#found.some((one) => one.seq === seq)) return;
    if (this.#matches(seq, JSON.parse(decoder.decode(json)), readable)) {
      this.#found.push({ scope, seq, json: json.slice() });
    }
  }

  page(): SearchPage {
    const { limit } = this.#query;
    const from = this.#searchedFrom ?? 0;
    const records = this.#found.filter(({ seq }) => seq >= from).sort((a, b) => b.seq - a.seq);
    if (records.length <= limit) return { records, searchedFrom: this.#searchedFrom };
    return { records: records.slice(0, limit), searchedFrom: records[limit - 1].seq };
  }

  #matches(seq: number, message: Message, readable: readonly SearchScope[]): boolean {
    const { author, beforeMs, fromMs, terms, thread } = this.#query;
    const { name, msg, time, re, event, deleted } = message;
    if (thread !== undefined && seq !== thread && re !== thread) return false;
    if (event !== undefined || deleted === true || typeof msg !== "string") return false;
    const fold = foldName(name);
    if (author !== undefined && fold !== author) return false;
    if (!readable.some((one) => one.author === undefined || one.author === fold)) return false;
    const timeMs = Date.parse(time);
    if (timeMs < fromMs || timeMs >= beforeMs) return false;
    const text = foldText(msg);
    return terms.every((term) => text.includes(term));
  }
}

interface Message {
  readonly name: string;
  readonly msg: unknown;
  readonly time: string;
  readonly re?: number;
  readonly event?: string;
  readonly deleted?: boolean;
}

/** True if a scope is one that a search may read. */
export function isIn(scope: string, { scope: wanted }: SearchScope): boolean {
  return scope === wanted || wanted === ALL_DIRECT && scope.startsWith(ALL_DIRECT);
}
