/**
 * Returns the words of a command line without the first `--` in front of the command or behind it.
 * npm wants it before a script's own flags (`npm start -- --tcp 0`), so people type it behind
 * `deno task start`, too.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { commandWords } from "./command_words.ts";
 *
 * assertEquals(commandWords(["--", "--version"]), ["--version"]);
 * assertEquals(commandWords(["chat", "--", "ada@localhost"]), ["chat", "ada@localhost"]);
 * ```
 */
export function commandWords(args: readonly string[]): string[] {
  const at = args.slice(0, 2).indexOf("--");
  const isInFront = at === 0 || at === 1 && !args[0].startsWith("-");
  return isInFront ? args.toSpliced(at, 1) : [...args];
}
