/**
 * Other words for commands, as people know them from IRC, Discord, Slack, games and shells. `/help`
 * shows the main word alone. The page and the terminal client know the same table.
 */
export const SYNONYMS: Readonly<Record<string, string>> = {
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
  action: "me",
  emote: "me",
  reply: "re",
  correct: "edit",
  del: "delete",
  redact: "delete",
  unsay: "delete",
  name: "nick",
  rename: "nick",
  date: "time",
  now: "time",
  backlog: "history",
  log: "history",
  scrollback: "history",
  find: "search",
  grep: "search",
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
 * The main word for a command, in lower case, and not in full width as some keyboards type it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mainWord } from "./synonyms.ts";
 *
 * assertEquals(["Leave", "part", "toString"].map(mainWord), ["part", "part", "tostring"]);
 * ```
 */
export function mainWord(word: string): string {
  const key = word.normalize("NFKC").toLowerCase();
  return Object.hasOwn(SYNONYMS, key) ? SYNONYMS[key] : key;
}
