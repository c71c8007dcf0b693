/** Scripts in everyday use (Unicode Standard Annex 31, table 5) that may stand beside Latin. */
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

/** Sets of scripts. The letters of a word have to be of one set. */
const PROFILES: readonly (readonly string[])[] = [
  // A pattern is compiled at its first use, so the usual ones stand in front.
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
/** Digits, marks and other characters that all scripts use. */
const SHARED = /[\p{scx=Common}\p{scx=Inherited}]/gu;
const WORDS = /[\p{L}\p{M}\p{N}\u200c\u200d]+/gu;

let profiles: readonly RegExp[] | undefined;

/**
 * Returns the first word whose letters are of scripts that don't go together; undefined where there is
 * none.
 *
 * The rule is "moderately restrictive" of Unicode Technical Standard 39, section 5.2: one script; or
 * Latin with one other script in everyday use, but neither Cyrillic nor Greek, whose letters look like
 * Latin ones; or the scripts that Chinese, Japanese and Korean are written in. The rule holds for each
 * word, not for the whole name: `dj Вася` deceives nobody, and a whole word in another script is found
 * by its skeleton. Rare scripts may be mixed with each other only.
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
