/**
 * The hub's sentence of commands, `/who [#room] (who is here), …`, with one command a line; a list
 * of another form is left as it is.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { hubCommandList } from "./command_list.ts";
 *
 * assertEquals(
 *   hubCommandList("/help (this list), /who [#room] (who is here, or in a room)."),
 *   "  /help         this list\n  /who [#room]  who is here, or in a room",
 * );
 * ```
 */
export function hubCommandList(sentence: string): string {
  const rows = sentence.replace(/\.$/, "").split(/(?<=\)), (?=\/)/)
    .map((row) => /^(\/[^(]*?) ?\((.*)\)$/s.exec(row));
  return rows.some((row) => row === null)
    ? sentence
    : alignedCommands(rows.map((row): [string, string] => [row![1], row![2]]));
}

/** Lists commands, one a line, with their help in a column of its own. */
export function alignedCommands(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([usage]) => usage.length));
  return rows.map(([usage, help]) => `  ${usage.padEnd(width)}  ${help}`).join("\n");
}
