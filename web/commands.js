import { fold } from "./name.js";

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
  if (line.startsWith("//")) return chat.say(current, line.slice(1));
  if (!line.startsWith("/")) return chat.say(current, line);
  const [, word, args] = /^\/(\S*)\s*(.*)$/s.exec(line) ?? ["", "", ""];
  switch (word.toLowerCase()) {
    case "join":
      return join(chat, args);
    case "msg":
      return message(chat, args);
    case "part":
      if (args === "" && !current.isRoom) return chat.close(current);
      return send(chat, args === "" ? `/part ${current.target}` : line);
    case "history":
      return void chat.loadOlder(current);
    case "help":
      chat.remark("answer", chat.handlers.text("keys"));
      return send(chat, line);
    default:
      return send(chat, line);
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
 * @param {string} args A name, which may hold spaces, and a text.
 */
function message(chat, args) {
  const known = [...chat.conversations.values()].flatMap(({ isRoom, members, target }) =>
    isRoom ? members : [target]
  );
  const name = known.filter((name) => args.toLowerCase().startsWith(`${name.toLowerCase()} `))
    .sort((a, b) => b.length - a.length)[0] ?? args.split(/\s/, 1)[0];
  const text = args.slice(name.length).trim();
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
