import { ERR, RPL } from "../wire/numerics.ts";
import type { IrcCommand, IrcContext } from "./command.ts";
import { shownParam } from "./registration.ts";

/** Usage and meaning of the commands that people type. */
const HELP: Readonly<Record<string, string>> = {
  AWAY: "AWAY [text]: say that you are away; without text, that you are back",
  INVITE: "INVITE nick #room: tell somebody of a room",
  JOIN: "JOIN #room[,#room]: enter rooms",
  LIST: "LIST [mask|>n|<n]: the rooms, and how many are in each",
  MONITOR: "MONITOR + nick[,nick]: be told when they come and go; - C L S change and show the list",
  NAMES: "NAMES #room: who is in a room",
  NICK: "NICK name: change your name",
  NOTICE: "NOTICE nick|#room :text: say something that no program answers",
  PART: "PART #room [:reason]: leave a room",
  PRIVMSG: "PRIVMSG nick|#room :text: say something",
  QUIT: "QUIT [:reason]: leave the hub",
  REGISTER: "REGISTER * * password: make your nick yours",
  SETNAME: "SETNAME :text: change your real name",
  TOPIC: "TOPIC #room [:text]: show or set what a room is about",
  WHO: "WHO #room|mask: who is there",
  WHOIS: "WHOIS nick: who that is",
  WHOWAS: "WHOWAS nick: who that was",
};

/** The command that explains others, under both of its names. */
export const HELP_COMMANDS: Readonly<Record<string, IrcCommand>> = {
  HELP: { paramsMin: 0, run: help },
  HELPOP: { paramsMin: 0, run: help },
};

function help({ answer, params: [subject] }: IrcContext): void {
  if (subject === undefined) {
    answer.numeric(RPL.HELPSTART, ["*"], "The commands of this hub:");
    for (const text of Object.values(HELP)) answer.numeric(RPL.HELPTXT, ["*"], text);
    return answer.numeric(RPL.ENDOFHELP, ["*"], "End of HELP");
  }
  const word = subject.toUpperCase();
  const text = Object.hasOwn(HELP, word) ? HELP[word] : undefined;
  const shown = shownParam(word);
  if (text === undefined) {
    return answer.numeric(ERR.HELPNOTFOUND, [shown], "There is no help on that");
  }
  answer.numeric(RPL.HELPSTART, [shown], text);
  answer.numeric(RPL.ENDOFHELP, [shown], "End of HELP");
}
