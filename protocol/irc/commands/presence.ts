import { foldName } from "../../../hub/mod.ts";
import { sourceOf } from "../wire/identity.ts";
import { AWAY_MAX_CHARS, MONITORED_MAX, REAL_NAME_MAX_CHARS } from "../wire/isupport.ts";
import { stripFormatting } from "../wire/formatting.ts";
import { isNick, nameOf, nickOf } from "../wire/names.ts";
import { ERR, RPL } from "../wire/numerics.ts";
import type { IrcCommand, IrcContext } from "./command.ts";
import { joined } from "./word_lines.ts";
import { SERVER } from "../wire/identity.ts";

const LINE_MAX_BYTES = 350;

/** The commands about the presence of the client itself, and of others. */
export const PRESENCE_COMMANDS: Readonly<Record<string, IrcCommand>> = {
  AWAY: { paramsMin: 0, run: away },
  SETNAME: { paramsMin: 1, run: setname },
  MONITOR: { paramsMin: 1, run: monitor },
};

function away({ memory, answer, params: [text = ""], nowMs }: IrcContext): void {
  const shown = stripFormatting(text).trim().slice(0, AWAY_MAX_CHARS).toWellFormed();
  memory.host.handle({ msg: `/away ${shown}` }, nowMs);
  if (shown === "") answer.numeric(RPL.UNAWAY, [], "You are back");
  else answer.numeric(RPL.NOWAWAY, [], "You are marked as away");
}

function setname({ memory, answer, params: [text], nowMs }: IrcContext): void {
  const realName = stripFormatting(text).trim();
  if (realName === "" || realName.length > REAL_NAME_MAX_CHARS) {
    const sentence = `A real name has 1 to ${REAL_NAME_MAX_CHARS} characters`;
    return answer.line(SERVER, "FAIL", ["SETNAME", "INVALID_REALNAME"], sentence);
  }
  const { hub, member } = memory;
  memory.realName = realName;
  hub.changeProfile(member, { realName }, nowMs);
  if (memory.capabilities.has("setname")) {
    answer.line(sourceOf(member.name), "SETNAME", [], realName);
  }
}

function monitor(context: IrcContext): void {
  const { memory, answer, params: [action, targets = ""] } = context;
  const { watchers } = memory.hub.signals;
  const { member } = memory;
  const nicks = targets.split(",").filter((nick) => nick !== "");
  switch (action.toUpperCase()) {
    case "+":
      return watch(context, nicks);
    case "-":
      for (const nick of nicks) watchers.remove(member, nameOf(nick));
      return;
    case "C":
      return watchers.clear(member);
    case "L": {
      const names = watchers.namesOf(member).map(nickOf);
      for (const line of commaJoined(names)) answer.numeric(RPL.MONLIST, [], line);
      return answer.numeric(RPL.ENDOFMONLIST, [], "End of MONITOR list");
    }
    case "S":
      return tellPresence(context, watchers.namesOf(member));
    default:
      return;
  }
}

function watch(context: IrcContext, nicks: readonly string[]): void {
  const { memory, answer } = context;
  const { watchers } = memory.hub.signals;
  const known = new Set(watchers.namesOf(memory.member).map(foldName));
  const added: string[] = [];
  for (const [i, nick] of nicks.entries()) {
    if (!isNick(nick)) continue;
    const name = nameOf(nick);
    if (!known.has(foldName(name)) && known.size >= MONITORED_MAX) {
      const rest = nicks.slice(i).join(",");
      answer.numeric(ERR.MONLISTFULL, [String(MONITORED_MAX), rest], "The list is full");
      break;
    }
    known.add(foldName(name));
    watchers.add(memory.member, name);
    added.push(name);
  }
  tellPresence(context, added);
}

function tellPresence({ memory, answer }: IrcContext, names: readonly string[]): void {
  const { directory } = memory.hub;
  const here = names.flatMap((name) => {
    const member = directory.get(name);
    return member === undefined ? [] : [sourceOf(member.name)];
  });
  const gone = names.filter((name) => directory.get(name) === undefined).map(nickOf);
  for (const line of commaJoined(here)) answer.numeric(RPL.MONONLINE, [], line);
  for (const line of commaJoined(gone)) answer.numeric(RPL.MONOFFLINE, [], line);
}

function commaJoined(words: readonly string[]): string[] {
  return joined(words, LINE_MAX_BYTES).map((line) => line.replaceAll(" ", ","));
}
