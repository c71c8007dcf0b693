import { foldName, foldText } from "../../../hub/mod.ts";

// Scripts without spaces between words: two characters are a word there.
const DENSE = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Bopomofo}";
const RUNS = new RegExp(`([${DENSE}]+)|((?:(?![${DENSE}])[\\p{L}\\p{N}\\p{M}])+)`, "gu");
// Private characters, which stand in no gram.
const SCOPE_MARK = "\ue000";
const AUTHOR_MARK = "\ue001";
const ANSWER_MARK = "\ue002";
const encoder = new TextEncoder();

/** A message's fields that the index knows. */
export interface IndexedMessage {
  readonly name?: string;
  readonly msg?: unknown;
  readonly re?: number;
  readonly event?: string;
  readonly deleted?: boolean;
}

/**
 * Returns the words by which a message is found, with spaces between them: of each run of Chinese or
 * Japanese each two characters, of each other run of letters and digits each three. The end of a run
 * stands alone, too, so that a shorter text is the beginning of some word wherever it stands. Empty
 * for an entry that is no text.
 */
export function gramsOf(scopeId: number, message: IndexedMessage): string {
  const { name = "", msg, re, event, deleted } = message;
  if (event !== undefined || deleted === true || typeof msg !== "string") return "";
  const grams = new Set([scopeGram(scopeId), authorGram(foldName(name))]);
  if (re !== undefined) grams.add(answerGram(re));
  addGrams(grams, foldText(msg));
  return [...grams].join(" ");
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
  readonly whole: ReadonlySet<string>;
  readonly beginnings: ReadonlySet<string>;
}

/** Returns the words of the messages that may hold some folded texts. */
export function gramsToFind(terms: readonly string[]): WantedGrams {
  const whole = new Set<string>();
  const beginnings = new Set<string>();
  for (const term of terms) {
    for (const [, dense, other] of term.matchAll(RUNS)) {
      const size = dense === undefined ? 3 : 2;
      const chars = dense === undefined ? other : [...dense];
      for (let i = 0; i + size <= chars.length; i++) whole.add(textOf(chars.slice(i, i + size)));
      // One letter is in nearly all messages.
      const isShort = chars.length < size && (dense !== undefined || chars.length > 1);
      if (isShort) beginnings.add(textOf(chars));
    }
  }
  return { whole, beginnings };
}

function addGrams(grams: Set<string>, text: string): void {
  for (const [, dense, other] of text.matchAll(RUNS)) {
    if (dense === undefined) {
      for (let i = 0; i + 3 <= other.length; i++) grams.add(other.slice(i, i + 3));
      grams.add(other.slice(-2));
    } else {
      const chars = [...dense];
      for (let i = 0; i + 1 < chars.length; i++) grams.add(chars[i] + chars[i + 1]);
      grams.add(chars[chars.length - 1]);
    }
  }
}

function textOf(chars: string | readonly string[]): string {
  return typeof chars === "string" ? chars : chars.join("");
}
