/** Scripts in everyday use (Unicode Standard Annex 31, table 5) that go together with Latin. */
const BESIDE_LATIN = [
  "Arabic",
  "Armenian",
  "Bengali",
  "Devanagari",
  "Ethiopic",
  "Georgian",
  "Gujarati",
  "Gurmukhi",
  "Hebrew",
  "Kannada",
  "Khmer",
  "Lao",
  "Malayalam",
  "Myanmar",
  "Oriya",
  "Sinhala",
  "Tamil",
  "Telugu",
  "Thaana",
  "Thai",
  "Tibetan",
];

/** The sets of scripts of which the letters of one word may be. */
const PROFILES: readonly (readonly string[])[] = [
  // A pattern is compiled when it is tried first, so the usual ones stand in front.
  ["Latin"],
  ["Latin", "Han", "Hiragana", "Katakana"],
  ["Cyrillic"],
  ["Greek"],
  ["Latin", "Han", "Hangul"],
  ["Latin", "Han", "Bopomofo"],
  ...BESIDE_LATIN.map((script) => ["Latin", script]),
];
const LISTED = ["Latin", "Cyrillic", "Greek", "Han", "Hiragana", "Katakana", "Bopomofo", "Hangul"];

const ALL_ASCII = /^[\x20-\x7e]*$/;
/** Digits, marks and what else all scripts use. */
const SHARED = /[\p{scx=Common}\p{scx=Inherited}]/gu;
const WORDS = /[\p{L}\p{M}\p{N}\u200c\u200d]+/gu;

let profiles: readonly RegExp[] | undefined;

/**
 * The first word whose letters are of scripts that don't go together; undefined where all is well.
 *
 * The rule is "moderately restrictive" of Unicode Technical Standard 39, section 5.2: one script; or
 * Latin with one other in everyday use, but neither Cyrillic nor Greek, whose letters look like Latin
 * ones; or the scripts that Chinese, Japanese and Korean are written in. It is asked of each word, not
 * of the whole name: `dj Вася` deceives nobody, and one word in another script is only found out by
 * its skeleton anyway. Rare scripts may be mixed with each other, and with no other.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mixedWordIn } from "./scripts.ts";
 *
 * assertEquals(mixedWordIn("狗哥alex"), undefined);
 * assertEquals(mixedWordIn("my раypal"), "раypal");
 * ```
 */
export function mixedWordIn(name: string): string | undefined {
  if (ALL_ASCII.test(name)) return undefined;
  profiles ??= compile();
  for (const [word] of name.matchAll(WORDS)) {
    if (ALL_ASCII.test(word)) continue;
    const letters = word.replace(SHARED, "");
    if (!profiles.some((profile) => profile.test(letters))) return word;
  }
  return undefined;
}

function compile(): RegExp[] {
  const classOf = (scripts: readonly string[]) =>
    scripts.map((script) => `\\p{scx=${script}}`).join("");
  const listed = PROFILES.map((scripts) => new RegExp(`^[${classOf(scripts)}]*$`, "u"));
  const others = new RegExp(`^[^${classOf([...LISTED, ...BESIDE_LATIN])}]*$`, "u");
  return [...listed, others];
}
