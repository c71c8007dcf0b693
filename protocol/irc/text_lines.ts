import { stripControls } from "../text/terminal_text.ts";
import { MULTILINE_CONCAT } from "./multiline.ts";
import { ircLine, LINE_MAX_BYTES, lineBytes } from "./wire/line.ts";
import { partsOf } from "./wire/joins.ts";
import { splitLines, splitText } from "./wire/split_text.ts";

const ASCII = /^[\0-\x7f]*$/;

/** A line without its line end, and its tags as they stand on the wire. */
export interface TaggedLine {
  readonly line: string;
  readonly tags: readonly string[];
}

/** A text that an author says to a target. */
export interface Saying {
  readonly source: string;
  readonly command: "PRIVMSG" | "NOTICE";
  readonly target: string;
  readonly text: string;
  /** The places where its author's line went on in another one. */
  readonly joins: readonly number[];
}

/** Returns the lines of a text, its blank ones too, for clients that put them together again. */
export function multilineOf({ source, command, target, text, joins }: Saying): TaggedLine[] {
  const room = LINE_MAX_BYTES - lineBytes(`:${source} ${command} ${target} :`);
  return partsOf(text, joins).flatMap(({ line, goesOn }) =>
    splitText(stripControls(line), room).map((part, i) => ({
      line: ircLine(source, command, [target], part),
      tags: goesOn || i > 0 ? [MULTILINE_CONCAT] : [],
    }))
  );
}

/** A line of letters, as nearly all are: no line end or other control, no mark that turns text around. */
const PLAIN_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+$/u;

/** Returns the lines that say a text, each within the limit. */
export function bodyLines(
  { source, command, target, text, joins }: Saying,
  { isAction }: { readonly isAction: boolean },
): string[] {
  const [open, close] = isAction ? ["\x01ACTION ", "\x01"] : ["", ""];
  const around = `:${source} ${command} ${target} :${open}${close}\r\n`;
  // The bytes of most names are their letters.
  const room = LINE_MAX_BYTES -
    (ASCII.test(around) ? around.length : lineBytes(around.slice(0, -2)));
  if (joins.length === 0 && text.length * 3 <= room && PLAIN_LINE.test(text)) {
    return [ircLine(source, command, [target], `${open}${text}${close}`)];
  }
  const lines = joins.length === 0
    ? splitLines(text)
    : partsOf(text, joins).map(({ line }) => line);
  return lines.map(stripControls).filter((line) => line !== "")
    .flatMap((line) => splitText(line, room))
    .map((part) => ircLine(source, command, [target], `${open}${part}${close}`));
}
