/** One line of IRC, split into its parts (https://modern.ircdocs.horse/#message-format). */
export interface IrcLine {
  /** The tags in front of the line; empty if there are none. */
  readonly tags: ReadonlyMap<string, string>;
  /** In upper case. */
  readonly command: string;
  readonly params: readonly string[];
}

/** The longest line without its tags, with CR LF, in bytes. */
export const LINE_MAX_BYTES = 512;
/** The longest tags that a client may send, with `@` and the space behind them, in bytes. */
export const CLIENT_TAGS_MAX_BYTES = 4_096;

/** The answer to a line that is too long. */
export const LINE_TOO_LONG =
  `A line has at most ${LINE_MAX_BYTES} bytes, and ${CLIENT_TAGS_MAX_BYTES} of tags: send less at once`;

const CRLF_BYTES = 2;
const encoder = new TextEncoder();
const TAG_ESCAPES: Readonly<Record<string, string>> = {
  ";": "\\:",
  " ": "\\s",
  "\\": "\\\\",
  "\r": "\\r",
  "\n": "\\n",
};
const LINE_ENDS = /[\r\n\0]+/g;
const TAG_UNESCAPES: Readonly<Record<string, string>> = { ":": ";", s: " ", r: "\r", n: "\n" };

/**
 * Parses a line without its line end.
 *
 * @returns Undefined for a line without a command, which means nothing.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseIrcLine } from "./line.ts";
 *
 * const line = parseIrcLine("@label=7 privmsg #tea :two words");
 * assertEquals(line?.command, "PRIVMSG");
 * assertEquals(line?.params, ["#tea", "two words"]);
 * assertEquals(line?.tags.get("label"), "7");
 * ```
 */
export function parseIrcLine(text: string): IrcLine | undefined {
  let rest = text;
  let tags: ReadonlyMap<string, string> = new Map();
  if (rest.startsWith("@")) {
    const [head, behind] = cutWord(rest.slice(1));
    tags = parseTags(head);
    rest = behind;
  }
  rest = rest.replace(/^ +/, "");
  // A client's source is what the server knows better.
  if (rest.startsWith(":")) rest = cutWord(rest)[1];
  const [command, behind] = cutWord(rest);
  if (command === "") return undefined;
  return { tags, command: command.toUpperCase(), params: parseParams(behind) };
}

function parseParams(text: string): string[] {
  const params: string[] = [];
  for (let rest = text; rest !== "";) {
    if (rest.startsWith(":")) {
      params.push(rest.slice(1));
      break;
    }
    const [word, behind] = cutWord(rest);
    params.push(word);
    rest = behind;
  }
  return params;
}

/** Returns the text up to the first space, and the text behind the spaces there. */
function cutWord(text: string): [word: string, rest: string] {
  const at = text.indexOf(" ");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at).replace(/^ +/, "")];
}

/** Returns values by their keys, from the form that tags have on the wire: `key=value;key=value`. */
export function parseTags(text: string): Map<string, string> {
  const tags = new Map<string, string>();
  for (const tag of text.split(";")) {
    const at = tag.indexOf("=");
    const key = at < 0 ? tag : tag.slice(0, at);
    if (key !== "") tags.set(key, at < 0 ? "" : unescapeTag(tag.slice(at + 1)));
  }
  return tags;
}

/** Returns a tag's value as it stands on the wire (IRCv3 message tags). */
export function escapeTag(value: string): string {
  return value.replace(/[; \\\r\n]/g, (char) => TAG_ESCAPES[char]);
}

function unescapeTag(value: string): string {
  return value.replace(/\\(.?)/g, (_, char: string) => TAG_UNESCAPES[char] ?? char);
}

/**
 * Returns a line without tags and line end.
 *
 * @param params Each without spaces, none empty, none beginning with a colon.
 * @param text The last parameter. Line ends in it become spaces: the rest must not be a line of its own.
 */
export function ircLine(
  source: string | undefined,
  command: string,
  params: readonly string[],
  text?: string,
): string {
  const words = source === undefined ? [command, ...params] : [`:${source}`, command, ...params];
  const line = words.join(" ");
  return text === undefined ? line : `${line} :${text.replace(LINE_ENDS, " ")}`;
}

/** Returns the bytes of a line without tags, with its line end. */
export function lineBytes(line: string): number {
  return encoder.encode(line).length + CRLF_BYTES;
}

/**
 * Returns the tags that a client means for others, as they stand on the wire: those with a `+`.
 *
 * @returns Undefined if there are none.
 */
export function clientTags(tags: ReadonlyMap<string, string>): string | undefined {
  const own = [...tags].filter(([key]) => /^\+[\w./-]+$/.test(key));
  if (own.length === 0) return undefined;
  return own.map(([key, value]) => value === "" ? key : `${key}=${escapeTag(value)}`).join(";");
}

/** Puts tags, which are escaped already, in front of a line. */
export function withTags(tags: readonly string[], line: string): string {
  return tags.length === 0 ? line : `@${tags.join(";")} ${line}`;
}
