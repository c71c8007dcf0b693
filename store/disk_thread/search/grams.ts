import { foldName, foldText } from "../../../hub/mod.ts";

// Scripts without spaces between words: two characters are a word there.
const DENSE = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Bopomofo}";
const RUNS = new RegExp(`([${DENSE}]+)|((?:(?![${DENSE}])[\\p{L}\\p{N}\\p{M}])+)`, "gu");
// Private characters, which stand in no gram.
const SCOPE_MARK = "\ue000";
const AUTHOR_MARK = "\ue001";
const ANSWER_MARK = "\ue002";
const TEXT_MARK = "\ue003";
// Letters of a word of the index. Three stand in too many messages.
const GRAM_CHARS = 5;
// Words that a search asks for: all of a long text would take longer, and find hardly less.
const WANTED_MAX = 24;
/**
 * The index keeps the words of so many numbers apart, so a search reads those of the newest messages
 * alone if they hold enough results.
 */
const STRETCH_SEQS = 65_536;
const encoder = new TextEncoder();

/** A message's fields that the index knows. */
export interface IndexedMessage {
  readonly name?: string;
  readonly msg?: unknown;
  readonly re?: number;
  readonly event?: string;
  readonly deleted?: boolean;
}

/** Returns the stretch of the log that a message is in. */
export function stretchOf(seq: number): number {
  return Math.floor(seq / STRETCH_SEQS);
}

/** Returns the smallest number of a stretch. */
export function startOf(stretch: number): number {
  return stretch * STRETCH_SEQS;
}

/**
 * Returns the words by which a message is found, with spaces between them. They are of each run of
 * Chinese or Japanese each two characters, of each other run of letters and digits each five. The
 * end of a run stands alone, too, so that a shorter text is the beginning of some word wherever it
 * stands. Empty for an entry that is no text.
 */
export function gramsOf(seq: number, scopeId: number, message: IndexedMessage): string {
  const { name = "", msg, re, event, deleted } = message;
  if (event !== undefined || deleted === true || typeof msg !== "string") return "";
  const grams = new Set([scopeGram(scopeId), authorGram(foldName(name))]);
  if (re !== undefined) grams.add(answerGram(re));
  addGrams(grams, foldText(msg));
  const start = stretchStart(stretchOf(seq));
  return start + [...grams].join(` ${start}`);
}

/** Returns the beginning of all words of a stretch. */
export function stretchStart(stretch: number): string {
  return stretch.toString(36);
}

/** The word of all messages of a scope. */
export function scopeGram(scopeId: number): string {
  return `${SCOPE_MARK}${scopeId}`;
}

/** The word of all messages of an author. */
export function authorGram(fold: string): string {
  return `${AUTHOR_MARK}${encoder.encode(fold).toHex()}`;
}

/** The word of all messages that answer the one with a number. */
export function answerGram(seq: number): string {
  return `${ANSWER_MARK}${seq}`;
}

/** The words that all messages with a text have: some whole, of others only the beginning. */
export interface WantedGrams {
  readonly whole: readonly string[];
  readonly beginnings: readonly string[];
}

/** Returns the words of the messages that may hold some folded texts. */
export function gramsToFind(terms: readonly string[]): WantedGrams {
  const whole = new Set<string>();
  const beginnings = new Set<string>();
  for (const term of terms) {
    for (const [, dense, other] of term.matchAll(RUNS)) {
      if (dense === undefined) {
        if (other.length >= GRAM_CHARS) addWanted(whole, other);
        // One letter is in nearly all messages.
        else if (other.length > 1) beginnings.add(TEXT_MARK + other);
      } else {
        const chars = [...dense];
        if (chars.length === 1) beginnings.add(TEXT_MARK + chars[0]);
        for (let i = 0; i + 1 < chars.length; i++) whole.add(TEXT_MARK + chars[i] + chars[i + 1]);
      }
    }
  }
  return { whole: evenly([...whole], WANTED_MAX), beginnings: [...beginnings] };
}

/** Adds words that overlap: together they are as rare as all words of the text are. */
function addWanted(grams: Set<string>, text: string): void {
  const last = text.length - GRAM_CHARS;
  for (let i = 0; i < last; i += 2) grams.add(TEXT_MARK + text.slice(i, i + GRAM_CHARS));
  grams.add(TEXT_MARK + text.slice(last));
}

function addGrams(grams: Set<string>, text: string): void {
  for (const [, dense, other] of text.matchAll(RUNS)) {
    if (dense === undefined) {
      for (let i = 0; i + 1 < other.length; i++) {
        grams.add(TEXT_MARK + other.slice(i, i + GRAM_CHARS));
      }
    } else {
      const chars = [...dense];
      for (let i = 0; i + 1 < chars.length; i++) grams.add(TEXT_MARK + chars[i] + chars[i + 1]);
      grams.add(TEXT_MARK + chars[chars.length - 1]);
    }
  }
}

/** Returns some of a list's items, from all of its parts. */
function evenly<T>(list: readonly T[], max: number): T[] {
  const step = Math.max(1, list.length / max);
  return Array.from({ length: Math.min(max, list.length) }, (_, i) => list[Math.floor(i * step)]);
}
