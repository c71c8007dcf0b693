/** The answer to a line that is a program's word rather than a text for people. */
export interface BareWord {
  readonly sentence: string;
  /** True where the line is said all the same. */
  readonly isSaid: boolean;
}

const HELP = "/help lists the commands";
const QUIT = "/quit leaves";
const HINTS: Readonly<Record<string, string>> = { help: HELP, exit: QUIT, quit: QUIT, bye: QUIT };

/**
 * The answer to a whole line `help`, `exit` or `quit`, which a person types to a program, without its
 * slash. It isn't said: everybody would hear what was meant for the hub. It isn't run either: the
 * word may have been meant, and `/say` says it. `bye` is what people say to each other, so it is said.
 *
 * @returns Undefined for all other lines.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bareWordIn } from "./bare_word.ts";
 *
 * assertEquals(bareWordIn("Exit")?.isSaid, false);
 * assertEquals(bareWordIn("exit the building"), undefined);
 * ```
 */
export function bareWordIn(line: string): BareWord | undefined {
  if (line.length > 16) return undefined;
  const word = line.trim();
  const key = word.toLowerCase();
  if (!Object.hasOwn(HINTS, key)) return undefined;
  const hint = HINTS[key];
  if (key === "bye") {
    return { sentence: `${hint}; your "${word}" was said.`, isSaid: true };
  }
  return {
    sentence: `Nothing was said: ${hint}. /say ${word} says just that word.`,
    isSaid: false,
  };
}
