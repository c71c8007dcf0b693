import { commandList } from "../../cli/mod.ts";
import { TARGET_HELP } from "../target.ts";

/** The text that `hubbub chat --help` prints. */
export const CHAT_HELP = `hubbub chat: talk, on a terminal

Usage: hubbub chat [name@]address… [flags]

${TARGET_HELP}
  --room #ROOM          a room to enter at once, in quotes; may be given more than once
  --typing              tell who is typing

What you type is said in the room (or to the peer) that the prompt names. The row [#tea 3 @1 | #ops]
above it names your other places with their unread messages, and behind @ those for you. Tab
completes names, rooms, commands and the paths of /send; the arrow keys bring back what you typed, and right after a
text the up key changes it; Alt-Enter breaks a line; PageUp and PageDown show older and newer
messages; Ctrl-R searches while you type, and Enter goes to the message. /help lists the commands.
Pasted lines are one message and never commands, in a terminal that marks what is pasted (bracketed
paste; others send it as if it were typed): a ↵ stands for each line break, and before more than
five lines are sent you are asked.
Colours are left out where NO_COLOR is set. Without a terminal, use hubbub pipe.
`;

/** The commands that the program itself carries out, by their words. The hub's /help lists more. */
export const OWN_COMMANDS = {
  switch: { usage: "#room|name", help: "talk there; without a word: in the lobby" },
  msg: { usage: "name text", help: "say it to one peer; without a text: talk there" },
  say: { usage: "text", help: "say it, even a word like help" },
  me: { usage: "text", help: "say what you do" },
  join: { usage: "#room", help: "enter a room and talk there" },
  part: { usage: "[#room]", help: "leave a room" },
  nick: { usage: "name", help: "change your name" },
  re: { usage: "[number] text", help: "answer a message; without a number: the last of others" },
  edit: { usage: "[number] text", help: "change your message; without a number: the last one" },
  delete: {
    usage: "[number] [reason]",
    help: "take your message back; without a number: the last one",
  },
  react: { usage: "[number] 👍", help: "react to a message; without a number: the last of others" },
  unreact: { usage: "[number] 👍", help: "take a reaction back" },
  search: { usage: "words", help: "find messages, with their numbers" },
  send: { usage: "path [name|#room]", help: "send a file; by default to whom you talk to" },
  get: {
    usage: "[number|link] [path]",
    help: "save a file here; without a number: the last one",
  },
  cancel: { usage: "", help: "cancel the files on their way" },
  ignore: { usage: "[name]", help: "don't show what a peer says; without a name: list them" },
  unignore: { usage: "name", help: "show it again" },
  clear: { usage: "", help: "empty the screen" },
  history: { usage: "[#room] [n]", help: "what was said before" },
  quit: { usage: "", help: "end" },
} as const;

/** The hub's commands that the Tab key offers. */
export const HUB_COMMANDS = [
  ...["help", "who", "whois", "rooms", "time", "topic", "pin", "unpin", "pins", "unread"],
] as const;

/** Returns the program's own commands, one a line. */
export function ownCommandList(): string {
  const rows = Object.entries(OWN_COMMANDS);
  return commandList(rows.map(([command, row]) => ({ command, ...row })));
}
