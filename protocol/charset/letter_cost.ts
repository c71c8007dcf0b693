import { LATIN } from "./frequent_characters.ts";

/** The characters on both sides of a character. Empty at the ends of a text. */
export interface Neighbours {
  readonly before: string;
  readonly after: string;
}

/** The cost of a letter in a word of another alphabet. */
const MIXED = 6;
/** The cost of an upper-case letter after a lower-case one. */
const UPPER_WITHIN = 6;
/** The cost of a character that occurs in text and is no letter. */
const PUNCTUATION = 6;
/** The cost of any other character: with one among six letters, a text is noise. */
const STRANGE = 15;

/** Returns the cost of a character beyond ASCII in a language of western Europe. */
export function latinCost(char: string, { before, after }: Neighbours): number {
  // French writes a no-break space before these.
  if (char === "\u00a0") return /[!?:;»%]/.test(after) || before === "«" ? PUNCTUATION : STRANGE;
  if ("«»’‘“”…–—€£§°¿¡²³µ©®½¼·×ªº".includes(char)) {
    const isWithin = isAscii(before) && isAscii(after) && char !== "’";
    return isWithin ? STRANGE : PUNCTUATION;
  }
  const lower = char.toLowerCase();
  const rank = LATIN.indexOf(lower);
  if (rank < 0) return STRANGE;
  const rarity = 3 + 0.04 * rank;
  const neighbours = [before, after].filter((char) => /\p{L}/u.test(char));
  // Words of one letter, like à, are rare, and so are two such letters in a row, as in Portuguese.
  const alone = neighbours.length === 0 ? 3 : 0;
  const doubled = isWide(before) && neighbours.includes(before) ? 3 : 0;
  if (char === lower) return rarity + alone + doubled;
  if (isUpper(before) || !/\p{L}/u.test(before) && after !== "") {
    return rarity + alone + doubled + 1.5;
  }
  return rarity + alone + doubled + UPPER_WITHIN;
}

/** Returns the cost function for an alphabet that shares no letter with ASCII. */
export function alphabetCost(
  letters: string,
): (char: string, around: Neighbours) => number {
  return (char, { before, after }) => {
    const lower = char.toLowerCase();
    const rank = letters.indexOf(lower);
    if (rank < 0) return "«»“”„…–—№".includes(char) ? PUNCTUATION : STRANGE;
    const mixed = isAscii(before) || isAscii(after) ? MIXED : 0;
    const cost = 2.2 + 0.1 * rank + mixed;
    if (char === lower) return isUpper(before) && isUpper(after) ? cost + UPPER_WITHIN : cost;
    if (isUpper(before) || isUpper(after)) return cost + 1;
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
