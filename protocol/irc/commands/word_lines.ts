import type { Answer } from "../answer.ts";
import { SERVER } from "../wire/identity.ts";
import { ircLine, LINE_MAX_BYTES, lineBytes } from "../wire/line.ts";

const encoder = new TextEncoder();

/** Adds replies that list words, as many as they need: none is longer than a line of IRC. */
export function tellWords(
  answer: Answer,
  code: string,
  params: readonly string[],
  words: readonly string[],
): void {
  const head = ircLine(SERVER, code, [answer.client.nick, ...params], "");
  for (const line of joined(words, LINE_MAX_BYTES - lineBytes(head))) {
    answer.numeric(code, params, line);
  }
}

/** Joins words by spaces to lines of at most `maxBytes`. */
export function joined(words: readonly string[], maxBytes: number): string[] {
  const lines: string[] = [];
  let line = "";
  let lineBytes = 0;
  for (const word of words) {
    const bytes = encoder.encode(word).length + 1;
    if (line !== "" && lineBytes + bytes > maxBytes) {
      lines.push(line);
      line = "";
      lineBytes = 0;
    }
    line += line === "" ? word : ` ${word}`;
    lineBytes += bytes;
  }
  if (line !== "") lines.push(line);
  return lines;
}
