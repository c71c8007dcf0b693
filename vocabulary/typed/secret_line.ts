import { commandIn } from "./command_line.ts";
import { mainWord, SYNONYMS } from "./synonyms.ts";

/** The operator's own commands, and the terminal client's own word. No secret follows them. */
const FOREIGN_WORDS = ["kick", "ban", "unban", "bans", "drop", "switch"];
/** The commands that a password follows, and other servers' words for them. */
const SECRET_WORDS = ["register", "identify", "token", "pass", "password"];
/** Words that a person may have meant. The first one counts of two that are equally near. */
const WORDS = [
  ...Object.keys(SYNONYMS),
  ...Object.values(SYNONYMS),
  ...["away", "invite", "topic", "say", "switch", "register", "token", "pass", "password"],
  ...["pin", "pins", "unpin", "unread", "react", "unreact", "search"],
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
  const main = mainWord(word);
  if (args.trim() === "" || FOREIGN_WORDS.includes(main)) return false;
  return SECRET_WORDS.includes(mainWord(nearestWord(main.slice(0, WORD_MAX_CHARS))));
}

function nearestWord(typed: string): string {
  let [nearest] = WORDS;
  let nearestEdits = Infinity;
  for (const word of WORDS) {
    const edits = editsBetween(typed, word);
    if (edits >= nearestEdits) continue;
    nearest = word;
    nearestEdits = edits;
  }
  return nearest;
}

/** The characters to add, drop or replace (Levenshtein's distance). */
function editsBetween(one: string, other: string): number {
  const chars = [...other];
  let row = [0, ...chars.map((_, i) => i + 1)];
  [...one].forEach((char, i) => {
    const next = [i + 1];
    chars.forEach((otherChar, j) => {
      const replaced = row[j] + (char === otherChar ? 0 : 1);
      next.push(Math.min(replaced, row[j + 1] + 1, next[j] + 1));
    });
    row = next;
  });
  return row[chars.length];
}
