import wrapAnsi from "wrap-ansi";
import { foldName } from "../../hub/mod.ts";
import { shownName } from "../../protocol/mod.ts";
import type { Message } from "../../client/core/event.ts";
import { textLines } from "../safe_text.ts";

/** The terminal's properties. */
export interface Look {
  readonly hasColour: boolean;
  readonly columns: number;
}

/** The person who reads a message. */
export interface Reader {
  /** The rooms that the person is in; with only one, its lines don't name it. */
  readonly rooms: readonly string[];
  readonly ownName: string;
  /** True where the person said it. */
  readonly isOwn: boolean;
}

/** Characters of one message that are shown at most; `hubbub pipe --json` has all of it. */
const SHOWN_MAX_CHARS = 4_000;
/** Marks on one character: more than any script needs climb over the lines around. */
const crowdedMarks = /(\p{M}{6})\p{M}+/gu;
/** Characters without a shape; a joiner outside of emoji is drawn by terminals at quite another place. */
const shapeless =
  /(?![\u200c\u200d\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d|\u200d(?!\p{Extended_Pictographic})/gu;
/** Continues a line, so that nothing in it can pass for a line of its own. */
const CONTINUED = "  │ ";
/** Of the 256 colours, those that stand out on black and on white. */
const NAME_COLOURS = [33, 37, 64, 98, 125, 130, 136, 160, 166, 30, 62, 162];

const SGR_DIM = "2";
const SGR_BOLD = "1";
const SGR_MENTION = "1;7";

/** Returns true where a message calls somebody by name. */
export function mentions({ msg }: Pick<Message, "msg">, name: string): boolean {
  const text = foldName(msg);
  const fold = foldName(name);
  // Scripts without spaces have no word boundaries to look for.
  if (!/^[\p{Script=Latin}\p{N}_-]+$/u.test(fold)) return text.includes(fold);
  const escaped = RegExp.escape(fold);
  return new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, "u").test(text);
}

/** The lines that show a message: time, where it was said, who said it, what. */
export function viewMessage(
  message: Pick<Message, "name" | "msg" | "to" | "time">,
  look: Look,
  { rooms, ownName, isOwn }: Reader,
): string {
  const { name, msg, to, time } = message;
  const isDirect = !to.startsWith("#");
  const where = isDirect
    ? isOwn ? ` -> ${shownName(tame(to))}` : " -> you"
    : rooms.length === 1 && foldName(to) === foldName(rooms[0])
    ? ""
    : ` ${tame(to)}`;
  const isMention = !isOwn && (isDirect || mentions(message, ownName));
  const colour = isOwn ? SGR_BOLD : `${SGR_BOLD};38;5;${colourOf(name)}`;
  const head = `${paint(clock(time), SGR_DIM, look)} ${paint(shownName(tame(name)), colour, look)}${
    paint(where, SGR_DIM, look)
  }`;
  const [first, ...rest] = shown(msg);
  const mark = isMention && !look.hasColour ? "* " : "";
  const text = (line: string) => isMention ? paint(line, SGR_MENTION, look) : line;
  return wrapped([`${mark}${head}: ${text(first)}`, ...rest.map(text)], look);
}

/** The lines that show what the hub, or the client itself, has to say. */
export function viewNotice(sentence: string, look: Look): string {
  return wrapped(shown(`-- ${sentence}`).map((line) => paint(line, SGR_DIM, look)), look);
}

/** Text of others, made harmless for one line of a terminal. */
export function tame(text: string): string {
  return textLines(text).join(" ").replaceAll("\t", " ").replace(shapeless, "")
    .replace(crowdedMarks, "$1");
}

function shown(text: string): string[] {
  const cut = text.length > SHOWN_MAX_CHARS
    ? `${text.slice(0, SHOWN_MAX_CHARS).toWellFormed()} [… ${
      text.length - SHOWN_MAX_CHARS
    } more characters]`
    : text;
  return textLines(cut).map(tame);
}

function wrapped(lines: readonly string[], { columns }: Look): string {
  const width = Math.max(10, columns - CONTINUED.length - 1);
  return lines.flatMap((line) => wrapAnsi(line, width, { hard: true, trim: false }).split("\n"))
    .map((line, index) => index === 0 ? line : `${CONTINUED}${line}`)
    .join("\n");
}

function paint(text: string, sgr: string, { hasColour }: Look): string {
  return hasColour && text !== "" ? `\x1b[${sgr}m${text}\x1b[0m` : text;
}

function colourOf(name: string): number {
  let hash = 0;
  for (const char of foldName(name)) hash = (hash * 31 + char.codePointAt(0)!) >>> 0;
  return NAME_COLOURS[hash % NAME_COLOURS.length];
}

/** Hours and minutes, as the person's own clock shows them. */
function clock(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "--:--";
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}
