/** A line that is a word for a program, not a text for people. */
export interface BareWord {
  /** The word as it was typed, without a password behind it. */
  readonly word: string;
  /** The command that was probably meant, without its slash. */
  readonly command: "help" | "quit" | "register" | "identify";
  /** The answer to the person who typed it. */
  readonly sentence: string;
  /** True if the line is said all the same. */
  readonly isSaid: boolean;
}

const COMMANDS: Readonly<Record<string, "help" | "quit">> = {
  help: "help",
  exit: "quit",
  quit: "quit",
  bye: "quit",
};
const HINTS = {
  help: "/help lists the commands",
  quit: "/quit leaves",
  register: "/register and a password makes your name yours",
  identify: "/identify, a name and its password takes that name",
};
/** A word that a password follows, and at most two more words: a longer line is a sentence. */
const SECRET = /^\s*(register|identify)(?:\s+\S+){1,2}\s*$/i;
const SECRET_MAX_CHARS = 300;

/**
 * Returns the answer to a whole line `help`, `exit` or `quit`, which a person types to a program, or to
 * a short line `register …` or `identify …`, which probably holds a password. The line isn't said, since
 * everybody would hear what was meant for the hub. It isn't run either, since the words themselves may
 * be meant; `/say` says them. People say `bye` to each other, so that is said.
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
 * assertEquals(bareWordIn("register open sesame")?.word, "register");
 * assertEquals(bareWordIn("register for the course by Friday"), undefined);
 * ```
 */
export function bareWordIn(line: string): BareWord | undefined {
  const secret = line.length > SECRET_MAX_CHARS ? null : SECRET.exec(line);
  if (secret !== null) return secretLine(secret[1]);
  if (line.length > 16) return undefined;
  const word = line.trim();
  const key = word.toLowerCase();
  if (!Object.hasOwn(COMMANDS, key)) return undefined;
  const command = COMMANDS[key];
  const hint = HINTS[command];
  const isSaid = key === "bye";
  const sentence = isSaid
    ? `${hint}; your "${word}" was said.`
    : `Nothing was said: ${hint}. /say ${word} says just that word.`;
  return { word, command, sentence, isSaid };
}

/** Returns the answer to a line that probably holds a password. It doesn't repeat the password. */
function secretLine(word: string): BareWord {
  const command = word.toLowerCase() === "register" ? "register" : "identify";
  const sentence = `Nothing was said, since a password may stand in it: ${
    HINTS[command]
  }. /say ${word} … says it.`;
  return { word, command, sentence, isSaid: false };
}
