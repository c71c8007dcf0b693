import { TARGET_HELP } from "./target.ts";

/** What `hubbub chat --help` prints. */
export const CHAT_HELP = `hubbub chat: talk, on a terminal

Usage: hubbub chat [name@]address [flags]

${TARGET_HELP}
  --room #ROOM          a room to enter at once, in quotes; may be given more than once

What you type is said in the room (or to the peer) that the prompt names. Tab completes names,
rooms and commands; the arrow keys bring back what you typed. /help lists the commands.
Colours are left out where NO_COLOR is set. Without a terminal, use hubbub pipe.
`;

/** The commands of the terminal itself. The hub has more: its /help lists them. */
export const OWN_COMMANDS = {
  switch: "#room|name: talk there from now on; without a word: back to the lobby",
  msg: "name text: say something to one peer; without a text: talk to it from now on",
  say: "text: say it, even a word like help",
  join: "#room: enter a room and talk there",
  part: "[#room]: leave a room",
  nick: "name: change your name",
  history: "[#room] [n]: what was said before",
  quit: "end",
} as const;

/** Those that are passed on to the hub as they are, for Tab. */
export const HUB_COMMANDS = ["help", "who", "whois", "rooms", "time"] as const;
