/**
 * Names as IRC writes them. A backslash stands before a character that IRC can't carry: `\_` is a
 * space, `\21` the character with that code in hexadecimal, `\\` a backslash that would otherwise be
 * read so. Every name of the hub has such a form, and that form leads back to it.
 *
 * @module
 */

/** Characters that no nick may hold: clients split sources and lists at them, or match masks by them. */
const NICK_SPECIAL = new Set([..." !*,.?@"]);
/** Characters that begin a channel, a rank or a text, so that no nick may begin with them. */
const NICK_FIRST_SPECIAL = new Set([...NICK_SPECIAL, ..."#$%&+:~0123456789"]);
const CHANNEL_SPECIAL = new Set([...", "]);
/** Names that IRC writes as they are, as nearly all. */
const PLAIN_NICK = /^[a-z_[\]{}|^`-][\w[\]{}|^`-]*$/i;
const PLAIN_CHANNEL = /^#[\w-]*$/;

/**
 * Returns the nick of a peer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nameOf, nickOf } from "./names.ts";
 *
 * assertEquals(["ada", "Ada Lovelace", "7up", "狗哥"].map(nickOf), [
 *   "ada",
 *   "Ada\\_Lovelace",
 *   "\\37up",
 *   "狗哥",
 * ]);
 * assertEquals(nameOf("Ada\\_Lovelace"), "Ada Lovelace");
 * ```
 */
export function nickOf(name: string): string {
  return PLAIN_NICK.test(name) ? name : escapeName(name, NICK_FIRST_SPECIAL, NICK_SPECIAL);
}

/** Returns the name that a nick stands for. The hub may refuse it. */
export function nameOf(nick: string): string {
  return unescapeName(nick, NICK_FIRST_SPECIAL);
}

/** Returns the channel of a room. */
export function channelOf(room: string): string {
  return PLAIN_CHANNEL.test(room) ? room : escapeName(room, CHANNEL_SPECIAL, CHANNEL_SPECIAL);
}

/** Returns the room that a channel stands for. The hub may refuse it. */
export function roomOf(channel: string): string {
  return unescapeName(channel, CHANNEL_SPECIAL);
}

/** True for the name of a channel: hubbub's rooms all begin with `#`. */
export function isChannel(target: string): boolean {
  return target.startsWith("#");
}

/** Returns the channel or the nick that a message's `to` names. */
export function targetOf(to: string): string {
  return isChannel(to) ? channelOf(to) : nickOf(to);
}

function escapeName(
  name: string,
  first: ReadonlySet<string>,
  others: ReadonlySet<string>,
): string {
  let escaped = "";
  // From the end on: a backslash is written by what stands behind it.
  for (let i = name.length - 1; i >= 0; i--) {
    const char = name[i];
    if (char === "\\") escaped = (readsAsEscape(escaped, first) ? "\\\\" : "\\") + escaped;
    else if ((i === 0 ? first : others).has(char)) escaped = escapeOf(char) + escaped;
    else escaped = char + escaped;
  }
  return escaped;
}

function escapeOf(char: string): string {
  return char === " " ? "\\_" : `\\${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

/** True where a backslash in front of this text would be read as the beginning of an escape. */
function readsAsEscape(text: string, special: ReadonlySet<string>): boolean {
  return text[0] === "\\" || text[0] === "_" || charOf(text.slice(0, 2), special) !== undefined;
}

function unescapeName(escaped: string, special: ReadonlySet<string>): string {
  return escaped.replace(/\\(\\|_|[0-9a-f]{2})/gi, (whole, code: string) => {
    if (code === "\\") return "\\";
    if (code === "_") return " ";
    return charOf(code, special) ?? whole;
  });
}

/** Returns the character of an escape; undefined where the two characters are none. */
function charOf(code: string, special: ReadonlySet<string>): string | undefined {
  if (!/^[0-9a-f]{2}$/i.test(code)) return undefined;
  const char = String.fromCharCode(parseInt(code, 16));
  return special.has(char) ? char : undefined;
}

/** True for a text that may be asked for as a nick: without the characters that need an escape. */
export function isNick(text: string): boolean {
  return text !== "" && !NICK_FIRST_SPECIAL.has(text[0]) &&
    ![...text].some((char) => NICK_SPECIAL.has(char));
}
