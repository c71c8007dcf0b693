import { ChatError } from "../chat_error.ts";
import { foldText } from "../../vocabulary/mod.ts";

/** Longest text of a search, in UTF-16 units. */
const SEARCH_MAX_CHARS = 256;
/** Most words and phrases of a search. */
const SEARCH_MAX_TERMS = 16;

// Keyboards for Chinese type colons and quotes of their own.
const QUOTE = '"“”„＂';
const PART = new RegExp(
  `(?:(from|in|before|after|re(?=[:：]\\d{1,15}(?:\\s|$)))[:：])?(?:[${QUOTE}]([^${QUOTE}]*)(?:[${QUOTE}]|$)|([^\\s${QUOTE}]\\S*))`,
  "giu",
);
const TIME = /^\d{4}-\d\d-\d\d(?:[tT]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?([zZ]|[+-]\d\d:\d\d)?)?$/;

/** The parts of a search as a person writes it. */
export interface SearchWords {
  /** The words and phrases, folded by `foldText`. A result holds all of them. */
  readonly terms: readonly string[];
  /** The author's name. */
  readonly from?: string;
  /** The room or the peer. */
  readonly in?: string;
  /** The number of the message that is looked for with its answers. */
  readonly re?: number;
  readonly before?: number | string;
  readonly after?: number | string;
}

/**
 * Reads a search like `from:ada in:#tea after:2026-11-01 "earl grey" kettle`. The last one of two equal
 * conditions counts.
 *
 * @throws {ChatError} `bad-field`: the search is empty, or too long.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseSearch } from "./search_words.ts";
 *
 * const words = parseSearch('from:ada "Earl Grey" kettle before:120');
 * assertEquals(words, { terms: ["earl grey", "kettle"], from: "ada", before: "120" });
 * ```
 */
export function parseSearch(text: string): SearchWords {
  if (text.length > SEARCH_MAX_CHARS) {
    throw badSearch(
      `The search is ${text.length} characters long; at most ${SEARCH_MAX_CHARS} are read: leave some words out.`,
    );
  }
  const conditions: Partial<Record<"from" | "in" | "before" | "after" | "re", string>> = {};
  const terms: string[] = [];
  for (const [, key, phrase, word] of text.matchAll(PART)) {
    const value = phrase ?? word;
    if (key !== undefined) conditions[key.toLowerCase() as keyof typeof conditions] = value.trim();
    else if (foldText(value).trim() !== "") terms.push(foldText(value).trim());
  }
  if (terms.length > SEARCH_MAX_TERMS) {
    throw badSearch(
      `The search has ${terms.length} words; at most ${SEARCH_MAX_TERMS} are read: leave some out, or put some into one phrase.`,
    );
  }
  const { re, ...others } = conditions;
  return { terms, ...others, ...(re !== undefined && { re: Number(re) }) };
}

/** A bound of a search: a message's number, or a wall time in milliseconds. */
export type SearchBound = { readonly seq: number } | { readonly timeMs: number };

/**
 * Reads a number, a date like `2026-11-27` (its beginning, in UTC), or a time like
 * `2026-11-27T08:30:00+01:00` (without a zone: UTC).
 *
 * @param key The field's name, for the refusal.
 * @throws {ChatError} `bad-field`.
 */
export function parseBound(key: "before" | "after", bound: number | string): SearchBound {
  const text = String(bound);
  if (/^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text))) return { seq: Number(text) };
  const [whole, zone] = TIME.exec(text) ?? [];
  if (whole !== undefined) {
    const hasTime = /t/i.test(whole);
    const timeMs = Date.parse(`${whole.toUpperCase()}${hasTime && zone === undefined ? "Z" : ""}`);
    if (!Number.isNaN(timeMs)) return { timeMs };
  }
  throw badSearch(
    `"${key}" is the "seq" of a message, a date like 2026-11-27 or a time like 2026-11-27T08:30Z; not "${
      text.slice(0, 40)
    }".`,
  );
}

/** Builds the refusal of a search. */
export function badSearch(sentence: string): ChatError {
  return new ChatError("bad-field", sentence);
}
