import { ircLine, LINE_MAX_BYTES, lineBytes } from "./line.ts";
import { splitText } from "./split_text.ts";

const CUT_MARK = "…";
const CUT_MARK_BYTES = 3;

/**
 * Returns a line of at most 512 bytes, without tags and line end. A text that doesn't fit ends with
 * `…` in place of the rest. This is for topics, reasons and the like, which clients read from one line
 * alone; a message is split instead.
 *
 * @param text The last parameter, as in {@linkcode ircLine}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fittedLine } from "./fitted_line.ts";
 *
 * const line = fittedLine("ada!~u@hubbub", "TOPIC", ["#tea"], "狗".repeat(300));
 * assertEquals(line, `:ada!~u@hubbub TOPIC #tea :${"狗".repeat(160)}…`);
 * ```
 */
export function fittedLine(
  source: string | undefined,
  command: string,
  params: readonly string[],
  text?: string,
): string {
  const line = ircLine(source, command, params, text);
  // A character takes three bytes at most for each UTF-16 unit.
  if (line.length * 3 <= LINE_MAX_BYTES - 2 || lineBytes(line) <= LINE_MAX_BYTES) return line;
  if (text === undefined) return line;
  const aroundBytes = lineBytes(ircLine(source, command, params, "")) + CUT_MARK_BYTES;
  const [part] = splitText(text, Math.max(1, LINE_MAX_BYTES - aroundBytes));
  return ircLine(source, command, params, `${part.trimEnd()}${CUT_MARK}`);
}
