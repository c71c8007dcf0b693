import { foldName, isVisible, type Member } from "../../../hub/mod.ts";
import { stripFormatting } from "../wire/formatting.ts";
import { HOST, SERVER, USER } from "../wire/identity.ts";
import { type IrcMemory, userOf } from "../memory.ts";
import { channelOf, isChannel, nameOf, nickOf } from "../wire/names.ts";
import { ERR, RPL } from "../wire/numerics.ts";
import { matchesMask } from "./channels.ts";
import type { IrcCommand, IrcContext } from "./command.ts";
import { shownParam } from "./registration.ts";
import { tellWords } from "./word_lines.ts";

/** The most peers in an answer to WHO: an outbox has place for them. */
const WHO_MAX = 1_000;
const USERHOST_MAX = 5;

/** The commands that tell who somebody is. */
export const PEOPLE_COMMANDS: Readonly<Record<string, IrcCommand>> = {
  WHO: { paramsMin: 0, run: who },
  WHOIS: { paramsMin: 0, run: whois },
  WHOWAS: { paramsMin: 0, run: whowas },
  USERHOST: { paramsMin: 1, run: userhost },
  ISON: { paramsMin: 1, run: ison },
};

function who({ memory, answer, params: [mask = "*", options = ""] }: IrcContext): void {
  const room = isChannel(mask) ? memory.roomOf(mask) : undefined;
  const channel = room === undefined ? "*" : channelOf(room.name);
  const members = isChannel(mask) ? room?.members ?? [] : membersLike(memory, mask);
  const [, flags, fields, token] = /^([^%]*)(?:%([a-z]*)(?:,(.*))?)?$/i.exec(options) ?? [];
  let rows = 0;
  for (const member of members) {
    if (++rows > WHO_MAX) {
      const sentence = `Only the first ${WHO_MAX} are listed: NAMES has all of a room`;
      answer.numeric(ERR.TOOMANYMATCHES, ["WHO", shownParam(mask)], sentence);
      break;
    }
    // Nobody is an operator: that is the person at the server's terminal.
    if (flags === "o") break;
    if (fields !== undefined) {
      const row = fieldsOf(memory, member, { channel, token: token ?? "0" });
      const asked = [..."tcuihsnfdlaor"].filter((field) => fields.includes(field));
      const values = asked.map((field) => row[field]);
      const last = asked.at(-1) === "r" ? values.pop() : undefined;
      answer.numeric(RPL.WHOSPCRPL, values, last);
      continue;
    }
    const { u, h, s, n, f, r } = fieldsOf(memory, member, { channel, token: "0" });
    answer.numeric(RPL.WHOREPLY, [channel, u, h, s, n, f], `0 ${r}`);
  }
  answer.numeric(RPL.ENDOFWHO, [shownParam(mask)], "End of WHO list");
}

function membersLike({ hub, member }: IrcMemory, mask: string): Member[] {
  const exact = hub.directory.get(nameOf(mask));
  if (exact !== undefined) return [exact];
  if (!/[*?]/.test(mask)) return [];
  const found: Member[] = [];
  for (const other of hub.directory.values()) {
    if (found.length > WHO_MAX) break;
    if (other.peer.transport === "hub" || !isListedFor(member, other)) continue;
    if (matchesMask(nickOf(other.name), mask)) found.push(other);
  }
  return found;
}

/** A member that wants to be invisible is seen by itself, and in the rooms that it is in. */
function isListedFor(member: Member, other: Member): boolean {
  return other.peer.profile?.isInvisible !== true || other === member ||
    !other.rooms.isDisjointFrom(member.rooms);
}

/** Returns the values of a row by the letters of WHOX. */
function fieldsOf(
  memory: IrcMemory,
  { name, away }: Member,
  { channel, token }: { readonly channel: string; readonly token: string },
): Readonly<Record<string, string>> {
  const { user, account, realName } = memory.profileOf(name);
  return {
    t: token,
    c: channel,
    u: user,
    i: "255.255.255.255",
    h: HOST,
    s: SERVER,
    n: nickOf(name),
    f: away === undefined ? "H" : "G",
    d: "0",
    l: "0",
    a: account === undefined ? "0" : nickOf(account),
    o: "n/a",
    r: stripFormatting(realName),
  };
}

function whois({ memory, answer, params }: IrcContext): void {
  const mask = params[1] ?? params[0] ?? "";
  if (mask === "") return answer.numeric(ERR.NONICKNAMEGIVEN, [], "The nick is missing");
  const [asked] = mask.split(",");
  const member = memory.memberOf(asked);
  if (member === undefined) answer.numeric(ERR.NOSUCHNICK, [shownParam(asked)], "No such nick");
  else tellMember(memory, answer, member);
  const shown = member === undefined ? shownParam(asked) : nickOf(member.name);
  answer.numeric(RPL.ENDOFWHOIS, [shown], "End of WHOIS list");
}

function tellMember(memory: IrcMemory, answer: IrcContext["answer"], member: Member): void {
  const { user, account, realName } = memory.profileOf(member.name);
  const nick = nickOf(member.name);
  answer.numeric(RPL.WHOISUSER, [nick, user, HOST, "*"], stripFormatting(realName));
  const channels = [...member.rooms].filter((room) => isVisible(room, memory.member))
    .map(({ name }) => channelOf(name));
  tellWords(answer, RPL.WHOISCHANNELS, [nick], channels);
  answer.numeric(RPL.WHOISSERVER, [nick, SERVER], `by ${member.peer.transport}`);
  if (member.away !== undefined) answer.numeric(RPL.AWAY, [nick], stripFormatting(member.away));
  if (account !== undefined) {
    answer.numeric(RPL.WHOISACCOUNT, [nick, nickOf(account)], "is logged in as");
  }
}

function whowas({ memory, answer, params: [nick = "", count = "0"] }: IrcContext): void {
  if (nick === "") return answer.numeric(ERR.NONICKNAMEGIVEN, [], "The nick is missing");
  const most = /^[1-9]\d{0,5}$/.test(count) ? Number(count) : Infinity;
  const departures = memory.hub.directory.departed.of(foldName(nameOf(nick))).slice(0, most);
  for (const { name, profile } of departures) {
    const realName = stripFormatting(profile?.realName ?? name);
    const shown = nickOf(name);
    answer.numeric(RPL.WHOWASUSER, [shown, userOf(profile?.userName), HOST, "*"], realName);
    answer.numeric(RPL.WHOISSERVER, [shown, SERVER], "has left");
  }
  if (departures.length === 0) {
    answer.numeric(ERR.WASNOSUCHNICK, [shownParam(nick)], "Nobody of that name left lately");
  }
  answer.numeric(RPL.ENDOFWHOWAS, [shownParam(nick)], "End of WHOWAS");
}

function userhost({ memory, answer, params }: IrcContext): void {
  const replies = params.slice(0, USERHOST_MAX).flatMap((nick) => {
    const member = memory.memberOf(nick);
    if (member === undefined) return [];
    const sign = member.away === undefined ? "+" : "-";
    return [`${nickOf(member.name)}=${sign}${USER}@${HOST}`];
  });
  // An answer without a nick says that nobody is there.
  if (replies.length === 0) return answer.numeric(RPL.USERHOST, [], "");
  tellWords(answer, RPL.USERHOST, [], replies);
}

function ison({ memory, answer, params }: IrcContext): void {
  const nicks = params.flatMap((param) => param.split(" ")).flatMap((nick) => {
    const member = nick === "" ? undefined : memory.memberOf(nick);
    return member === undefined ? [] : [nickOf(member.name)];
  });
  if (nicks.length === 0) return answer.numeric(RPL.ISON, [], "");
  tellWords(answer, RPL.ISON, [], nicks);
}
