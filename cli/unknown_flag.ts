import { levenshteinDistance } from "@std/text/levenshtein-distance";

/** A flag of at most so many letters is compared: the time grows with the square of the length. */
const COMPARED_MAX_CHARS = 40;

/**
 * Returns the sentence for a flag that doesn't exist, with the known flag that was probably meant.
 *
 * @param arg As it was typed, like `--prot=9`.
 * @param known The flags that exist, without their dashes.
 * @param options.meant Other programs' words for them, like `port` for `tcp`.
 * @param options.help The command that lists all flags.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { unknownFlag } from "./unknown_flag.ts";
 *
 * assertEquals(
 *   unknownFlag("--hots=::", ["host", "tcp"], { help: "--help" }),
 *   "There is no flag --hots: did you mean --host? --help lists all.",
 * );
 * ```
 */
export function unknownFlag(
  arg: string,
  known: readonly string[],
  { meant = {}, help }: {
    readonly meant?: Readonly<Record<string, string>>;
    readonly help: string;
  },
): string {
  const flag = arg.split("=")[0];
  const near = nearestFlag(flag.replace(/^-+/, ""), known, meant);
  const question = near === undefined ? "" : ` did you mean --${near}?`;
  return `There is no flag ${flag}:${question} ${help} lists all.`;
}

/**
 * Returns the known flag that a word was probably meant as; undefined if none is near.
 *
 * @param word Without dashes in front.
 * @param known The flags that exist, without their dashes.
 * @param meant Other programs' words for them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nearestFlag } from "./unknown_flag.ts";
 *
 * assertEquals(nearestFlag("max_peer", ["max-peers", "tcp"]), "max-peers");
 * assertEquals(nearestFlag("port", ["max-peers", "tcp"], { port: "tcp" }), "tcp");
 * ```
 */
export function nearestFlag(
  word: string,
  known: readonly string[],
  meant: Readonly<Record<string, string>> = {},
): string | undefined {
  const plain = word.toLowerCase().replaceAll("_", "-");
  const guess = nearest(plain, [...known, ...Object.keys(meant)]);
  return guess !== undefined && Object.hasOwn(meant, guess) ? meant[guess] : guess;
}

/** Two letters may be wrong, of short words one, of long ones a third: more would be any flag. */
function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length < 2 || word.length > COMPARED_MAX_CHARS) return undefined;
  let best: string | undefined;
  const most = word.length < 4 ? 1 : Math.max(2, Math.floor(word.length / 3));
  let least = most + 1;
  for (const one of known) {
    const distance = levenshteinDistance(word, one);
    if (distance < least) [best, least] = [one, distance];
  }
  return best;
}
