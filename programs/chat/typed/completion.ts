import { foldName, quoteName } from "../../../hub/mod.ts";
import type { Completion } from "../../../terminal/mod.ts";

/** The words that can be completed. */
export interface Words {
  /** Each with its slash. */
  readonly commands: readonly string[];
  readonly names: readonly string[];
  readonly rooms: readonly string[];
}

/** A word that begins with the typed part. */
interface Match {
  readonly word: string;
  /** The word with its quotes and the text behind it. */
  readonly whole: string;
}

/**
 * Completes the line before the cursor, as far as all candidates agree. Names may hold spaces, so the
 * longest tail of the line that begins a name counts. As a command's argument, a name with spaces is
 * put in quotes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { complete } from "./completion.ts";
 *
 * const words = { commands: ["/join", "/quit"], names: ["狗哥alex", "bob"], rooms: ["#tea"] };
 * const completed = (line: string, names = words.names) => {
 *   const { part, text } = complete(line, { ...words, names });
 *   return line.slice(0, line.length - part.length) + text;
 * };
 * assertEquals(completed("/j"), "/join ");
 * assertEquals(completed("狗"), "狗哥alex: ");
 * assertEquals(completed("/join #t"), "/join #tea ");
 * assertEquals(completed("/msg bo", ["bob i"]), '/msg "bob i" ');
 * assertEquals(completed("/msg bo", ["bob i", "bob"]), "/msg bob");
 * assertEquals(complete("/msg bob", { ...words, names: ["bob i", "bob"] }).candidates, [
 *   "bob i",
 *   "bob",
 * ]);
 * ```
 */
export function complete(line: string, { commands, names, rooms }: Words): Completion {
  if (/^\/\S*$/.test(line)) {
    const matches = commands.filter((command) => command.startsWith(line));
    return completion(line, line, matches.map((word) => ({ word, whole: `${word} ` })));
  }
  for (const start of wordStarts(line)) {
    const tail = line.slice(start).replace(OPENING, "");
    const fold = foldName(tail);
    if (fold === "") continue;
    const words = [...rooms, ...names].filter((word) => foldName(word).startsWith(fold));
    if (words.length === 0) continue;
    // A name at the beginning of a line gets a colon: that person is spoken to.
    const end = start === 0 && !tail.startsWith("#") ? ": " : " ";
    const isArgument = /^\/\S+\s+$/.test(line.slice(0, start));
    const whole = (word: string) => `${isArgument ? quoteName(word) : word}${end}`;
    return completion(line.slice(start), tail, words.map((word) => ({ word, whole: whole(word) })));
  }
  return completion("", "", []);
}

/** A character before a name that isn't part of the name. */
const OPENING = /^[@"“„]/;

/** @param tail The part without the character before the word. */
function completion(part: string, tail: string, matches: readonly Match[]): Completion {
  const candidates = matches.map(({ word }) => word);
  if (matches.length < 2) return { part, text: matches[0]?.whole ?? part, candidates };
  const common = commonStart(candidates);
  const opening = part.slice(0, part.length - tail.length);
  return { part, text: common.length > tail.length ? `${opening}${common}` : part, candidates };
}

/** Returns the beginning that all words share; upper and lower case count as the same. */
function commonStart([first, ...others]: readonly string[]): string {
  const folds = others.map(foldName);
  const chars = [...first];
  const isCommon = (start: string) => folds.every((fold) => fold.startsWith(foldName(start)));
  while (!isCommon(chars.join(""))) chars.pop();
  return chars.join("");
}

/** Returns the indexes at which words begin, from the left: the longest tail comes first. */
function wordStarts(line: string): number[] {
  const starts = [...line.matchAll(/(?<=^|\s)\S/g)].map(({ index }) => index);
  return starts.slice(-8);
}
