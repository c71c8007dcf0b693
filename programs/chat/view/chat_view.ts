import wrapAnsi from "wrap-ansi";
import { foldName, mentionsName } from "../../../hub/mod.ts";
import { shownName } from "../../../protocol/mod.ts";
import type { Message } from "../../../client/mod.ts";
import { textLines } from "../../safe_text.ts";

/** The properties of a terminal. */
export interface Look {
  readonly hasColour: boolean;
  readonly columns: number;
}

/** The person who reads a message. */
export interface Reader {
  /** The rooms that the person is in; with only one, lines don't name the room. */
  readonly rooms: readonly string[];
  readonly ownName: string;
  /** True if the person wrote the message. */
  readonly isOwn: boolean;
}

/** Most characters of one message that are shown; `hubbub pipe --json` prints all. */
const SHOWN_MAX_CHARS = 4_000;
/** More marks on one character than any script needs; they would cover the lines around. */
const crowdedMarks = /(\p{M}{6})\p{M}+/gu;
/** Characters without a shape. Terminals draw a joiner outside of emoji at a wrong place. */
const shapeless =
  /(?![\u200c\u200d\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d|\u200d(?!\p{Extended_Pictographic})/gu;
/** Begins each further row of a message, so that no row passes for another message. */
const CONTINUED = "  │ ";
/** The ones of the 256 colours that stand out on black and on white. */
const NAME_COLOURS = [33, 37, 64, 98, 125, 130, 136, 160, 166, 30, 62, 162];

const SGR_DIM = "2";
const SGR_BOLD = "1";
const SGR_MENTION = "1;7";

/** Returns true if a message calls somebody by name. */
export function mentions({ msg }: Pick<Message, "msg">, name: string): boolean {
  return mentionsName(msg, name);
}

/** Returns the rows that show a message: time, author, place and text. */
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

/** Returns the rows that show a sentence of the hub or of this program. */
export function viewNotice(sentence: string, look: Look): string {
  return wrapped(shown(`-- ${sentence}`).map((line) => paint(line, SGR_DIM, look)), look);
}

/** Returns one row for the bar above the prompt, cut to the width of the terminal. */
export function viewBar(text: string, look: Look): string {
  const cut = { hard: true, trim: false, wordWrap: false };
  const [row] = wrapAnsi(tame(text), Math.max(1, look.columns - 1), cut).split("\n");
  return paint(row, SGR_DIM, look);
}

/** Returns a text of others without anything that acts on a terminal, as one line. */
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

/** Returns hours and minutes in the time zone of this machine. */
function clock(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "--:--";
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}
