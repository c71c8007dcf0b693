/**
 * Reads a typed line by the hub's own rules (its `hub/typed/`; a test holds that both agree).
 */

const BLANKS =
  // deno-lint-ignore no-control-regex -- ESC is what it looks for
  /^(?:\x1b\[\[[A-E]|\x1b\[[0-?]*[ -.]*[@-~]|\x1bO[A-Za-z]|[\s\p{Cc}\xad\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff])+/u;
/** A keyboard for Chinese or Japanese in full width types the second one. */
const SLASHES = "/\uff0f";
const NAME_MAX_WORDS = 16;
const NAME_MAX_BYTES = 128;
const SHOWN_MAX_CHARS = 40;

/** Other words for commands. @type {Readonly<Record<string, string>>} */
export const SYNONYMS = {
  "?": "help",
  commands: "help",
  h: "help",
  man: "help",
  here: "who",
  names: "who",
  online: "who",
  people: "who",
  users: "who",
  channels: "rooms",
  list: "rooms",
  ls: "rooms",
  enter: "join",
  j: "join",
  leave: "part",
  dm: "msg",
  m: "msg",
  pm: "msg",
  query: "msg",
  tell: "msg",
  w: "msg",
  whisper: "msg",
  name: "nick",
  rename: "nick",
  date: "time",
  now: "time",
  backlog: "history",
  log: "history",
  scrollback: "history",
  auth: "identify",
  login: "identify",
  info: "whois",
  bye: "quit",
  disconnect: "quit",
  exit: "quit",
  logout: "quit",
  q: "quit",
  signoff: "quit",
};

/**
 * @param {string} word
 * @returns {string} The main word for a command.
 */
export function mainWord(word) {
  const key = word.normalize("NFKC").toLowerCase();
  return Object.hasOwn(SYNONYMS, key) ? SYNONYMS[key] : key;
}

/**
 * @param {string} text
 * @returns {string | undefined} The command that it is, from its slash on.
 */
export function commandIn(text) {
  const at = slashAt(text);
  return at < 0 || isSlash(text[at + 1]) ? undefined : `/${text.slice(at + 1)}`;
}

/**
 * @param {string} text
 * @returns {string} The text that is said: two slashes at its beginning are one.
 */
export function spokenText(text) {
  const at = slashAt(text);
  return at < 0 || !isSlash(text[at + 1]) ? text : text.slice(0, at) + text.slice(at + 1);
}

/**
 * @param {string} text
 * @returns {string} As it is sent, so that it is said and no command.
 */
export function escapeSlash(text) {
  const at = slashAt(text);
  return at < 0 ? text : `${text.slice(0, at)}/${text.slice(at)}`;
}

/** Words that are meant for the hub, and the command of each. @type {Readonly<Record<string, string>>} */
const BARE_WORDS = { help: "help", exit: "quit", quit: "quit", bye: "quit" };

/**
 * @param {string} line
 * @returns {{word: string, command: string, isSaid: boolean} | undefined} Set where the whole line is
 * a command's word without its slash; `isSaid` where people say it to each other, too.
 */
export function bareWordIn(line) {
  if (line.length > 16) return undefined;
  const word = line.trim();
  const key = word.toLowerCase();
  if (!Object.hasOwn(BARE_WORDS, key)) return undefined;
  return { word, command: BARE_WORDS[key], isSaid: key === "bye" };
}

/**
 * @param {string} name
 * @returns {string} As commands take it: in quotes where it holds a space.
 */
export function quoteName(name) {
  return /\s|^["“„”]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

/**
 * A name and what stands behind it; or the ways in which the argument can be meant, none where a
 * quote isn't closed.
 *
 * @typedef {{kind: "name", name: string, rest: string} | {kind: "unclear", ways: string[]}}
 *   NameArgument
 */

/**
 * Splits a name from what stands behind it. Quotes say where it ends; without them a name may hold
 * spaces, and more than one known name is unclear.
 *
 * @param {string} args
 * @param {{command: string, isKnown: (name: string) => boolean}} grammar
 * @returns {NameArgument}
 */
export function readName(args, { command, isKnown }) {
  if (/^["“„”]/.test(args)) return readQuoted(args);
  const readings = readingsOf(args);
  const known = readings.filter(({ name }) => isKnown(name));
  const [first = { name: args, rest: "" }] = known.length > 0 ? known : readings;
  if (known.length < 2) return { kind: "name", ...first };
  const ways = known.slice(0, 3).map(({ name, rest }) =>
    `${command} "${name.replaceAll('"', '""')}"${rest && ` ${beginning(rest)}`}`
  );
  return { kind: "unclear", ways };
}

/**
 * @param {string} args
 * @returns {NameArgument}
 */
function readQuoted(args) {
  const match = /^"((?:[^"]|"")+)"(?!")(.*)$/s.exec(args) ?? /^[“„”]([^“”]+)[“”](.*)$/s.exec(args);
  if (match === null) return { kind: "unclear", ways: [] };
  return { kind: "name", name: match[1].replaceAll('""', '"'), rest: match[2].trim() };
}

/** @param {string} args */
function readingsOf(args) {
  const ends = [...args.slice(0, NAME_MAX_BYTES + 1).matchAll(/\s+/g)].slice(0, NAME_MAX_WORDS);
  const readings = ends.map(({ index }) => ({
    name: args.slice(0, index),
    rest: args.slice(index).trim(),
  }));
  const isName = args.length <= NAME_MAX_BYTES && ends.length < NAME_MAX_WORDS;
  return isName ? [...readings, { name: args, rest: "" }] : readings;
}

/** @param {string} text */
function slashAt(text) {
  const first = text.charCodeAt(0);
  if (first > 0x20 && first < 0x80) return first === 0x2f ? 0 : -1;
  const at = BLANKS.exec(text)?.[0].length ?? 0;
  return isSlash(text[at]) ? at : -1;
}

/** @param {string | undefined} char */
function isSlash(char) {
  return char !== undefined && SLASHES.includes(char);
}

/** @param {string} text */
function beginning(text) {
  const line = text.replace(/\s+/g, " ");
  return line.length <= SHOWN_MAX_CHARS
    ? line
    : `${line.slice(0, SHOWN_MAX_CHARS).toWellFormed()}…`;
}
