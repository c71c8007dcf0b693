import { type Member, quoteName, type Room } from "../../../hub/mod.ts";
import { stripFormatting } from "../wire/formatting.ts";
import { HOST, USER } from "../wire/identity.ts";
import type { IrcMemory } from "../memory.ts";
import type { Answer } from "../answer.ts";
import { channelOf, isChannel, nickOf, roomOf } from "../wire/names.ts";
import { ERR, RPL } from "../wire/numerics.ts";
import type { IrcCommand, IrcContext } from "./command.ts";
import { shownParam } from "./registration.ts";
import { tellWords } from "./word_lines.ts";

/** The commands about channels, which are the hub's rooms. */
export const CHANNEL_COMMANDS: Readonly<Record<string, IrcCommand>> = {
  JOIN: { paramsMin: 1, run: join },
  PART: { paramsMin: 1, run: part },
  TOPIC: { paramsMin: 1, run: topic },
  NAMES: { paramsMin: 0, run: names },
  LIST: { paramsMin: 0, run: list },
  INVITE: { paramsMin: 2, run: invite },
  KICK: { paramsMin: 2, run: kick },
};

function join({ memory, answer, params, nowMs }: IrcContext): void {
  const { member, host } = memory;
  if (params[0] === "0") {
    for (const { name } of [...member.rooms]) host.handle({ msg: `/part ${name}` }, nowMs);
    return;
  }
  for (const channel of listOf(params[0])) {
    if (!isChannel(channel)) {
      answer.numeric(ERR.NOSUCHCHANNEL, [shownParam(channel)], "A channel's name begins with #");
      continue;
    }
    const room = memory.roomOf(channel);
    if (room !== undefined && member.rooms.has(room)) continue;
    answer.subject = channel;
    host.handle({ msg: `/join ${roomOf(channel)}` }, nowMs);
  }
}

function part(context: IrcContext): void {
  const { memory, params, nowMs } = context;
  const reason = stripFormatting(params[1] ?? "");
  for (const channel of listOf(params[0])) {
    const room = ownRoom(context, channel);
    if (room === undefined) continue;
    context.answer.subject = channel;
    memory.host.handle({ msg: `/part ${room.name} ${reason}` }, nowMs);
  }
}

function topic(context: IrcContext): void {
  const { memory, answer, params: [channel, text], nowMs } = context;
  const room = memory.roomOf(channel);
  if (room === undefined) {
    return answer.numeric(ERR.NOSUCHCHANNEL, [shownParam(channel)], "No such channel");
  }
  if (text === undefined) return tellTopic(answer, room, { saysNone: true });
  if (ownRoom(context, channel) === undefined) return;
  answer.subject = channel;
  const topic = stripFormatting(text).trim();
  memory.host.handle({ msg: `/topic ${room.name} ${topic === "" ? "-" : topic}` }, nowMs);
}

/** Tells a room's topic, and who set it. */
export function tellTopic(
  answer: Answer,
  { name, topic }: Room,
  { saysNone }: { readonly saysNone: boolean },
): void {
  const channel = channelOf(name);
  if (topic === undefined) {
    if (saysNone) answer.numeric(RPL.NOTOPIC, [channel], "No topic is set");
    return;
  }
  answer.numeric(RPL.TOPIC, [channel], stripFormatting(topic.text));
  const seconds = String(Math.floor(topic.timeMs / 1_000));
  answer.numeric(RPL.TOPICWHOTIME, [channel, `${nickOf(topic.by)}!${USER}@${HOST}`, seconds]);
}

function names({ memory, answer, params: [channels] }: IrcContext): void {
  if (channels === undefined) return answer.numeric(RPL.ENDOFNAMES, ["*"], "End of names");
  const [channel = "*"] = listOf(channels);
  const room = memory.roomOf(channel);
  if (room === undefined) {
    return answer.numeric(RPL.ENDOFNAMES, [shownParam(channel)], "End of names");
  }
  tellNames(memory, answer, room);
}

/** Tells who is in a room. */
export function tellNames(memory: IrcMemory, answer: Answer, room: Room): void {
  const channel = channelOf(room.name);
  const isLong = memory.capabilities.has("userhost-in-names");
  const words = [...room.members].map((member) => nameIn(member, isLong));
  tellWords(answer, RPL.NAMREPLY, ["=", channel], words);
  answer.numeric(RPL.ENDOFNAMES, [channel], "End of names");
}

function nameIn({ name }: Member, isLong: boolean): string {
  return isLong ? `${nickOf(name)}!${USER}@${HOST}` : nickOf(name);
}

function list({ memory, answer, params: [masks = ""] }: IrcContext): void {
  const conditions = listOf(masks);
  answer.numeric(RPL.LISTSTART, ["Channel"], "Users  Name");
  for (const room of memory.hub.rooms.visibleTo(memory.member)) {
    if (room.members.size === 0) continue;
    if (!conditions.every((condition) => fits(room, condition, conditions))) continue;
    const count = String(room.members.size);
    const text = stripFormatting(room.topic?.text ?? "");
    answer.numeric(RPL.LIST, [channelOf(room.name), count], text);
  }
  answer.numeric(RPL.LISTEND, [], "End of list");
}

/** True where a room fits a condition of LIST: a number of members, or one of several masks. */
function fits({ name, members }: Room, condition: string, all: readonly string[]): boolean {
  const size = /^([<>])(\d{1,9})$/.exec(condition);
  if (size !== null) {
    return size[1] === "<" ? members.size < Number(size[2]) : members.size > Number(size[2]);
  }
  const channel = channelOf(name);
  return all.some((mask) => !/^[<>]/.test(mask) && matchesMask(channel, mask));
}

/** True where a text fits a mask, in which `*` stands for any text and `?` for one character. */
export function matchesMask(text: string, mask: string): boolean {
  // Runs of asterisks would make the time of the search grow without bounds.
  const pattern = mask.slice(0, 128).replace(/\*+/g, "*").replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*").replaceAll("?", ".");
  return pattern.split(".*").length <= 5 && new RegExp(`^${pattern}$`, "isu").test(text);
}

/** Puts a peer out of a room: those who lead the room may. */
function kick(context: IrcContext): void {
  const { memory, answer, params: [channel, nick, reason = ""], nowMs } = context;
  const room = ownRoom(context, channel);
  if (room === undefined) return;
  const name = memory.memberOf(nick)?.name ?? nick;
  answer.subject = channel;
  const text = stripFormatting(reason).trim();
  memory.host.handle({ msg: `/kick ${room.name} ${quoteName(name)} ${text}` }, nowMs);
}

/** Tells a peer of a room, and lets it in where the room is private. */
function invite({ memory, answer, params: [nick, channel], nowMs }: IrcContext): void {
  const { host, hub, member } = memory;
  const guest = memory.memberOf(nick);
  const room = memory.roomOf(channel);
  if (guest === undefined) {
    return answer.numeric(ERR.NOSUCHNICK, [shownParam(nick)], "No such nick");
  }
  if (room === undefined) {
    return answer.numeric(ERR.NOSUCHCHANNEL, [shownParam(channel)], "No such channel");
  }
  const shown = channelOf(room.name);
  if (!member.rooms.has(room)) {
    return answer.numeric(ERR.NOTONCHANNEL, [shown], "You aren't in that channel");
  }
  if (guest.rooms.has(room)) {
    return answer.numeric(ERR.USERONCHANNEL, [nickOf(guest.name), shown], "is in that channel");
  }
  if (room.charter?.isPrivate === true) {
    answer.subject = shown;
    return host.handle({ msg: `/invite ${quoteName(guest.name)} ${room.name}` }, nowMs);
  }
  answer.numeric(RPL.INVITING, [nickOf(guest.name), shown]);
  if (guest.away !== undefined) {
    answer.numeric(RPL.AWAY, [nickOf(guest.name)], stripFormatting(guest.away));
  }
  hub.signals.invite(member, guest, room);
}

/** Returns the room of a channel that the client is in; otherwise refuses. */
function ownRoom({ memory, answer }: IrcContext, channel: string): Room | undefined {
  const room = memory.roomOf(channel);
  if (room === undefined) {
    answer.numeric(ERR.NOSUCHCHANNEL, [shownParam(channel)], "No such channel");
    return undefined;
  }
  if (memory.member.rooms.has(room)) return room;
  answer.numeric(ERR.NOTONCHANNEL, [channel], "You aren't in that channel");
  return undefined;
}

function listOf(text: string): string[] {
  return text.split(",").filter((word) => word !== "");
}
