import { fold } from "./name.js";
import { commandIn, mainWord, readName, spokenText } from "./typed.js";

/** @typedef {import("./chat.js").Chat} Chat */
/** @typedef {import("./texts.js").TextKey} TextKey */

/**
 * What the completion offers, with what each wants behind it. The server knows more; whatever isn't
 * here is passed on to it as it is.
 *
 * @type {readonly {name: string, wants: "room" | "name" | "", help: TextKey}[]}
 */
export const COMMANDS = [
  { name: "join", wants: "room", help: "help_join" },
  { name: "part", wants: "room", help: "help_part" },
  { name: "msg", wants: "name", help: "help_msg" },
  { name: "nick", wants: "", help: "help_nick" },
  { name: "who", wants: "room", help: "help_who" },
  { name: "rooms", wants: "", help: "help_rooms" },
  { name: "history", wants: "", help: "help_history" },
  { name: "time", wants: "", help: "help_time" },
  { name: "whois", wants: "name", help: "help_whois" },
  { name: "register", wants: "", help: "help_register" },
  { name: "identify", wants: "name", help: "help_identify" },
  { name: "help", wants: "", help: "help_help" },
  { name: "quit", wants: "", help: "help_quit" },
];

/**
 * Does what a line asks for: says it, or runs its command.
 *
 * @param {Chat} chat
 * @param {string} line
 */
export function runLine(chat, line) {
  const { current } = chat;
  const command = commandIn(line);
  if (command === undefined) return chat.say(current, spokenText(line));
  const [, word, args] = /^\/(\S*)\s*(.*)$/s.exec(command) ?? ["", "", ""];
  switch (mainWord(word)) {
    case "join":
      return join(chat, args);
    case "msg":
      return message(chat, args);
    case "part":
      if (args === "" && !current.isRoom) return chat.close(current);
      return send(chat, args === "" ? `/part ${current.target}` : command);
    case "history":
      return void chat.loadOlder(current);
    case "help":
      chat.remark("answer", chat.handlers.text("keys"));
      return send(chat, command);
    default:
      return send(chat, command);
  }
}

/**
 * @param {Chat} chat
 * @param {string} room
 */
function join(chat, room) {
  const open = chat.conversations.get(fold(room));
  if (open?.isRoom) chat.show(open);
  else send(chat, `/join ${room}`);
}

/**
 * @param {Chat} chat
 * @param {string} args A name, in quotes where it holds spaces, and a text.
 */
function message(chat, args) {
  const known = new Set(
    [...chat.conversations.values()].flatMap(({ isRoom, members, target, entries }) => [
      ...(isRoom ? members : [target]),
      ...entries.flatMap((entry) => entry.kind === "message" ? [entry.name] : []),
    ]).map(fold),
  );
  const argument = readName(args, { command: "/msg", isKnown: (name) => known.has(fold(name)) });
  if (argument.kind === "unclear") {
    const { text } = chat.handlers;
    const isOpen = argument.ways.length === 0;
    const ways = argument.ways.join(` ${text("or")} `);
    return chat.remark("error", isOpen ? text("quoteOpen") : text("nameUnclear", { ways }));
  }
  const { name, rest: text } = argument;
  if (name === "") return send(chat, "/msg");
  const talk = chat.open(name);
  chat.show(talk);
  if (text !== "") chat.say(talk, text);
}

/**
 * @param {Chat} chat
 * @param {string} line
 */
function send(chat, line) {
  if (!chat.connection.send({ msg: line })) {
    chat.remark("error", chat.handlers.text("offline"));
  }
}
