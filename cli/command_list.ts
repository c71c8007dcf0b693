/** A command as people type it. */
interface ListedCommand {
  /** The word after the slash. */
  readonly command: string;
  /** The arguments behind the word; empty if there are none. */
  readonly usage: string;
  readonly help: string;
}

/**
 * Lists commands, one a line, with their help in a column of its own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { commandList } from "./command_list.ts";
 *
 * const commands = [
 *   { command: "help", usage: "", help: "this list" },
 *   { command: "who", usage: "[#room]", help: "who is here, or in a room" },
 * ];
 * assertEquals(
 *   commandList(commands),
 *   "  /help         this list\n  /who [#room]  who is here, or in a room",
 * );
 * ```
 */
export function commandList(commands: readonly ListedCommand[]): string {
  const usages = commands.map(({ command, usage }) => `/${command} ${usage}`.trimEnd());
  const width = Math.max(...usages.map(({ length }) => length));
  return commands.map(({ help }, i) => `  ${usages[i].padEnd(width)}  ${help}`).join("\n");
}
