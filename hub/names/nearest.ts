import { levenshteinDistance } from "@std/text/levenshtein-distance";
import { foldName } from "../../vocabulary/mod.ts";

/** Longest name that is compared: the time grows with the square of the length. */
const COMPARED_MAX_CHARS = 40;
/** Most names that are considered. */
const SEEN_MAX_NAMES = 10_000;
/** Most pairs of letters that are compared: about 2 ms, enough for 3,000 names of 8 letters. */
const COMPARED_MAX_PAIRS = 200_000;

interface Named {
  readonly name: string;
  readonly fold: string;
}

/**
 * Returns the name that a misspelt one probably stands for, for a question in a refusal; undefined
 * where none is near. One letter may be wrong, missing, extra, or swapped with its neighbour. In names
 * of 6 letters and more two letters may be, in names of 12 and more three.
 *
 * @param known The names that the asker may see. Only the first of many are compared.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nearestName } from "./nearest.ts";
 *
 * const here = [{ name: "Bob", fold: "bob" }, { name: "ada", fold: "ada" }];
 * assertEquals(["bobb", "bbo", "carol"].map((name) => nearestName(name, here)), [
 *   "Bob",
 *   "Bob",
 *   undefined,
 * ]);
 * ```
 */
export function nearestName(name: string, known: Iterable<Named>): string | undefined {
  if (name.length > COMPARED_MAX_CHARS) return undefined;
  const asked = foldName(name.trim());
  if (asked.length < 2 || asked.length > COMPARED_MAX_CHARS) return undefined;
  let best: string | undefined;
  let least = (asked.length < 6 ? 1 : asked.length < 12 ? 2 : 3) + 1;
  let seen = 0;
  let compared = 0;
  for (const { name, fold } of known) {
    if (++seen > SEEN_MAX_NAMES || compared >= COMPARED_MAX_PAIRS || least <= 1) break;
    if (fold.length < 2 || Math.abs(fold.length - asked.length) >= least) continue;
    compared += asked.length * fold.length;
    const distance = distanceOf(asked, fold);
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** Counts two swapped letters as one mistake. */
function distanceOf(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const isSwapped = one.length === other.length && one[at] === other[at + 1] &&
    one[at + 1] === other[at] && one.slice(at + 2) === other.slice(at + 2);
  return isSwapped ? 1 : levenshteinDistance(one, other);
}
