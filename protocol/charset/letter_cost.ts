import { LATIN } from "./frequent_characters.ts";

/** The characters on both sides of another, empty where there is none. */
export interface Neighbours {
  readonly before: string;
  readonly behind: string;
}

/** Letters of two alphabets in one word. */
const MIXED = 6;
/** An upper-case letter behind a lower-case one. */
const UPPER_WITHIN = 6;
/** A character that stands in text, but isn't a letter. */
const PUNCTUATION = 6;
/** Anything else: one of them among six letters is noise. */
const STRANGE = 15;

/** The cost of a letter beyond ASCII in a text of a language of western Europe. */
export function latinCost(char: string, { before, behind }: Neighbours): number {
  // French has a space that doesn't break before these.
  if (char === "\u00a0") return /[!?:;»%]/.test(behind) || before === "«" ? PUNCTUATION : STRANGE;
  if ("«»’‘“”…–—€£§°¿¡²³µ©®½¼·×ªº".includes(char)) {
    const isWithin = isAscii(before) && isAscii(behind) && char !== "’";
    return isWithin ? STRANGE : PUNCTUATION;
  }
  const lower = char.toLowerCase();
  const rank = LATIN.indexOf(lower);
  if (rank < 0) return STRANGE;
  const rarity = 3 + 0.04 * rank;
  const neighbours = [before, behind].filter((one) => /\p{L}/u.test(one));
  // A word of one letter, like à; two behind each other, as in Portuguese.
  const alone = neighbours.length === 0 ? 3 : 0;
  const doubled = isWide(before) && neighbours.includes(before) ? 3 : 0;
  if (char === lower) return rarity + alone + doubled;
  if (isUpper(before) || !/\p{L}/u.test(before) && behind !== "") {
    return rarity + alone + doubled + 1.5;
  }
  return rarity + alone + doubled + UPPER_WITHIN;
}

/** Makes a cost of letters of an alphabet that shares no letter with ASCII. */
export function alphabetCost(
  letters: string,
): (char: string, around: Neighbours) => number {
  return (char, { before, behind }) => {
    const lower = char.toLowerCase();
    const rank = letters.indexOf(lower);
    if (rank < 0) return "«»“”„…–—№".includes(char) ? PUNCTUATION : STRANGE;
    const mixed = isAscii(before) || isAscii(behind) ? MIXED : 0;
    const cost = 2.2 + 0.1 * rank + mixed;
    if (char === lower) return isUpper(before) && isUpper(behind) ? cost + UPPER_WITHIN : cost;
    if (isUpper(before) || isUpper(behind)) return cost + 1;
    return isWide(before) && /\p{L}/u.test(before) ? cost + UPPER_WITHIN : cost + 2;
  };
}

function isAscii(char: string): boolean {
  return /^[A-Za-z]$/.test(char);
}

function isWide(char: string): boolean {
  return char >= "\x80";
}

function isUpper(char: string): boolean {
  return char !== "" && char !== char.toLowerCase();
}
