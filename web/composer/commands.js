import { withEmoji } from "../text/emoji.js";
import {
  bareWordIn,
  commandIn,
  foldName,
  mainWord,
  readName,
  spokenText,
} from "../../vocabulary/mod.ts";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../languages/texts.js").TextKey} TextKey */

/**
 * The commands that the completion offers, with the kind of their argument. The server knows more
 * commands; the page passes the others on unchanged.
 *
 * @type {readonly {name: string, wants: "room" | "name" | "", help: TextKey}[]}
 */
export const COMMANDS = [
  { name: "join", wants: "room", help: "help_join" },
  { name: "part", wants: "room", help: "help_part" },
  { name: "msg", wants: "name", help: "help_msg" },
  { name: "say", wants: "", help: "help_say" },
  { name: "nick", wants: "", help: "help_nick" },
  { name: "who", wants: "room", help: "help_who" },
  { name: "rooms", wants: "", help: "help_rooms" },
  { name: "history", wants: "", help: "help_history" },
  { name: "search", wants: "", help: "help_search" },
  { name: "time", wants: "", help: "help_time" },
  { name: "whois", wants: "name", help: "help_whois" },
  { name: "register", wants: "", help: "help_register" },
  { name: "identify", wants: "name", help: "help_identify" },
  { name: "help", wants: "", help: "help_help" },
  { name: "quit", wants: "", help: "help_quit" },
];

/**
 * Sends a line as a message, or runs its command.
 *
 * @param {Chat} chat
 * @param {string} line
 * @param {() => void} [onRefused] Called if the server refuses the command later.
 * @returns {string | undefined} The reason if nothing was done: the caller keeps the line.
 */
export function runLine(chat, line, onRefused = () => {}) {
  const { current } = chat;
  const command = commandIn(line);
  if (command === undefined) return sayLine(chat, line);
  const [, word, args] = /^\/(\S*)\s*(.*)$/s.exec(command) ?? ["", "", ""];
  switch (mainWord(word)) {
    case "join":
      return join(chat, args, onRefused);
    case "msg":
      return message(chat, args);
    case "say":
      return args === "" ? send(chat, "/say", onRefused) : chat.speech.say(current, args);
    case "me":
      // The hub makes the same text of it, but doesn't send it to its author.
      return args === "" ? send(chat, command) : sayHere(chat, `* ${chat.me} ${args}`);
    case "edit":
    case "delete":
    case "re":
    case "react":
      return change(chat, mainWord(word), args);
    case "search":
      if (args === "") return send(chat, command);
      return void chat.handlers.onSearch(args);
    case "part":
      if (args === "" && !current.isRoom) return void chat.close(current);
      return send(chat, args === "" ? `/part ${current.target}` : command, onRefused);
    case "history":
      return void chat.archive.loadOlder(current);
    case "help":
      chat.remark("answer", chat.handlers.text("keys"));
      return send(chat, command);
    default:
      return send(chat, command, onRefused);
  }
}

/**
 * Says a text in the conversation that is shown, as an answer if the reader has chosen a message.
 *
 * @param {Chat} chat
 * @param {string} text
 */
function sayHere(chat, text) {
  const { current } = chat;
  const problem = chat.speech.say(current, withEmoji(text), { re: current.answered?.seq });
  if (problem === undefined) current.answered = undefined;
  return problem;
}

/**
 * Runs a command that changes a message: the hub doesn't tell its author of such a change.
 *
 * @param {Chat} chat
 * @param {string} word
 * @param {string} args
 * @returns {string | undefined} The reason if nothing was done.
 */
function change(chat, word, args) {
  const { changes, current, handlers } = chat;
  const [, number, rest] = /^(\d+)?\s*(.*)$/s.exec(args) ?? [];
  const isOfOthers = word === "re" || word === "react";
  const last = isOfOthers ? changes.lastOfOthers(current) : changes.lastOwn(current);
  const seq = number === undefined ? last?.seq : Number(number);
  if (seq === undefined) return handlers.text(isOfOthers ? "nothingToAnswer" : "nothingToChange");
  if (word === "delete") return void changes.remove(seq);
  if (rest === "") return handlers.text("textMissing");
  if (word === "edit") return changes.edit(seq, rest);
  if (word === "re") return chat.speech.say(current, rest, { re: seq });
  return void changes.toggle(seq, rest);
}

/** The answers to lines that were meant for the hub, as commands. */
const BARE_TEXTS = /** @type {const} */ ({
  help: "bareHelp",
  quit: "bareQuit",
  register: "bareRegister",
  identify: "bareIdentify",
});

/**
 * @param {Chat} chat
 * @param {string} line
 * @returns {string | undefined} The reason if the line isn't sent: everybody would read a word
 * that was meant for the hub.
 */
function sayLine(chat, line) {
  const { text } = chat.handlers;
  const bareWord = bareWordIn(line);
  if (bareWord === undefined) return sayHere(chat, spokenText(line));
  const { word, command, isSaid } = bareWord;
  if (!isSaid) return text(BARE_TEXTS[command], { word });
  const problem = chat.speech.say(chat.current, word);
  if (problem === undefined) chat.remark("answer", text("bareBye", { word }));
  return problem;
}

/**
 * @param {Chat} chat
 * @param {string} room
 * @param {() => void} onRefused
 */
function join(chat, room, onRefused) {
  const open = chat.conversations.get(foldName(room));
  if (!open?.isRoom) return send(chat, `/join ${room}`, onRefused);
  chat.show(open);
  return undefined;
}

/**
 * @param {Chat} chat
 * @param {string} args A name, in quotes if it holds spaces, and a text.
 */
function message(chat, args) {
  const known = new Set(
    [...chat.conversations.values()].flatMap(({ isRoom, members, target, entries }) => [
      ...(isRoom ? members : [target]),
      ...entries.flatMap((entry) => entry.kind === "message" ? [entry.name] : []),
    ]).map(foldName),
  );
  const argument = readName(args, {
    command: "/msg",
    isKnown: (name) => known.has(foldName(name)),
    // Without a text, the command only opens the talk.
    mayFollow: () => true,
    unknown: "first-word",
  });
  if (argument.kind === "unclear") {
    const { text } = chat.handlers;
    const isOpen = argument.ways.length === 0;
    const ways = argument.ways.join(` ${text("or")} `);
    return isOpen ? text("quoteOpen") : text("nameUnclear", { ways });
  }
  const { name, rest: text } = argument;
  if (name === "") return send(chat, "/msg");
  const talk = chat.open(name);
  // A refused text goes back to the field, so the conversation of that field must stay in sight.
  const problem = text === "" ? undefined : chat.speech.say(talk, text);
  if (problem === undefined) chat.show(talk);
  return problem;
}

/**
 * @param {Chat} chat
 * @param {string} line
 * @param {() => void} [onRefused]
 */
function send(chat, line, onRefused = () => {}) {
  const problem = chat.speech.sizeProblem(line);
  if (problem !== undefined) return problem;
  // The hub may have the reader talk in another room than the one that is shown.
  const isSent = chat.commands.send(line, onRefused, chat.current.target);
  return isSent ? undefined : chat.handlers.text("offline");
}
