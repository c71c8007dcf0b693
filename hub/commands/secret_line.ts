import { closestString } from "@std/text/closest-string";
import { showsArguments } from "./commands.ts";
import { commandIn } from "./command_line.ts";
import { mainWord, SYNONYMS } from "./synonyms.ts";

/** The terminal client's own word: the hub doesn't know it, and no secret follows it. */
const SWITCH = "switch";
/** Words that a person may have meant. Behind those that aren't a hub's command a secret follows. */
const WORDS = [
  ...Object.keys(SYNONYMS),
  ...Object.values(SYNONYMS),
  ...["say", SWITCH, "register", "token", "pass", "password"],
];
const WORD_MAX_CHARS = 32;

/**
 * Returns true where a typed line holds a password or a token, so that no program shows it again. A
 * command that is typed wrong counts as the one that it looks like.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { holdsSecret } from "./secret_line.ts";
 *
 * assertEquals(["/login ada secret", "/regster secret"].map(holdsSecret), [true, true]);
 * assertEquals(["/jion #tea", "register secret"].map(holdsSecret), [false, false]);
 * ```
 */
export function holdsSecret(line: string): boolean {
  const [, word = "", args = ""] = /^\/(\S*)\s*(.*)$/s.exec(commandIn(line) ?? "") ?? [];
  if (args.trim() === "" || showsArguments(word)) return false;
  const meant = closestString(mainWord(word).slice(0, WORD_MAX_CHARS), WORDS);
  return meant !== SWITCH && !showsArguments(meant);
}
