/** A line that is a word for a program, not a text for people. */
export interface BareWord {
  /** The word as it was typed. */
  readonly word: string;
  /** The command that was probably meant, without its slash. */
  readonly command: "help" | "quit";
  /** The answer to the person who typed it. */
  readonly sentence: string;
  /** True if the line is said all the same. */
  readonly isSaid: boolean;
}

const COMMANDS: Readonly<Record<string, BareWord["command"]>> = {
  help: "help",
  exit: "quit",
  quit: "quit",
  bye: "quit",
};
const HINTS = { help: "/help lists the commands", quit: "/quit leaves" };

/**
 * Returns the answer to a whole line `help`, `exit` or `quit`, which a person types to a program. The
 * line isn't said, since everybody would hear a word for the hub. It isn't run either, since the word
 * itself may be meant; `/say` says it. People say `bye` to each other, so that is said.
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
  if (!Object.hasOwn(COMMANDS, key)) return undefined;
  const command = COMMANDS[key];
  const hint = HINTS[command];
  const isSaid = key === "bye";
  const sentence = isSaid
    ? `${hint}; your "${word}" was said.`
    : `Nothing was said: ${hint}. /say ${word} says just that word.`;
  return { word, command, sentence, isSaid };
}
