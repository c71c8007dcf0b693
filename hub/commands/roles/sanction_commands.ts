import { ChatError, usageError } from "../../chat_error.ts";
import { shortReason } from "../../close_reason.ts";
import type { Command, CommandContext } from "../command.ts";
import { LISTED_MAX } from "../../limits.ts";
import { readPeer } from "../peer_argument.ts";
import type { Charter } from "../../rooms/charter.ts";
import type { Sanction } from "../../rooms/charter_record.ts";
import { MODERATOR } from "../../rooms/rank.ts";
import { announceRules, checkAbove, checkRank, type LedRoom, readLedRoom } from "./led_room.ts";
import { putOut } from "./kick_command.ts";
import { foldName, quoteName, wholeName } from "../../../vocabulary/mod.ts";

const MINUTES_MAX = 60 * 24 * 366;
const SLOW_MAX_SECONDS = 3_600;
const FOR_MINUTES = /^(\d{1,6})(?:\s+(.*))?$/s;

/** The command by which moderators slow a room down. */
export const SANCTION_COMMANDS: Readonly<Record<string, Command>> = {
  slow: {
    usage: "[#room] seconds",
    help: "one message in so many seconds from each; 0 ends that",
    run: slow,
    isOrdered: true,
  },
};

/** Lets a peer only read in a room. */
export function muteInRoom(context: CommandContext, args: string): void {
  const led = readLedRoom(context, args);
  const { name, minutes, reason } = readSanction(context, led, "/mute");
  sanction(context, led.charter, "mutes", { name, minutes, reason });
  const msg = `${quoteName(name)} is muted in ${led.charter.name} for ${minutes} min${
    reason && `: ${reason}`
  }.`;
  announceRules(context, led, { change: "mute", peer: name, msg });
}

/** Lets a peer speak in a room again. */
export function unmuteInRoom(context: CommandContext, args: string): void {
  const led = readLedRoom(context, args);
  const name = lift(context, led, "mutes", "/unmute");
  const msg = `${quoteName(name)} may speak in ${led.charter.name} again.`;
  announceRules(context, led, { change: "unmute", peer: name, msg });
}

function slow(context: CommandContext, args: string): void {
  const led = readLedRoom(context, args);
  const { charter, rest } = led;
  checkRank(context.member, charter, MODERATOR);
  const seconds = /^\d{1,4}$/.test(rest) ? Number(rest) : rest === "off" ? 0 : Infinity;
  if (seconds > SLOW_MAX_SECONDS) {
    throw usageError(`/slow [#room] seconds (0 to ${SLOW_MAX_SECONDS})`);
  }
  charter.slowSeconds = seconds;
  charter.said.clear();
  const msg = seconds === 0
    ? `${charter.name} is no longer in slow mode.`
    : `${charter.name} is in slow mode: one message in ${seconds} s from each.`;
  announceRules(context, led, { change: "slow", msg });
}

/** Keeps a peer out of a room. See `BAN_COMMANDS` for the operator's bans, which are of the whole hub. */
export function banFromRoom(context: CommandContext, args: string): void {
  const { state, nowMs } = context;
  const led = readLedRoom(context, args);
  const { charter, room } = led;
  const { name, minutes, reason } = readSanction(context, led, "/ban");
  const fold = foldName(name);
  sanction(context, charter, "bans", { name, minutes, reason });
  charter.moderators.delete(fold);
  charter.invited.delete(fold);
  const target = state.directory.get(name);
  if (room !== undefined && target !== undefined && room.members.has(target)) {
    putOut(context, room, target, reason);
  }
  const until = new Date(state.wall.at(nowMs + minutes * 60_000)).toISOString().slice(0, 16);
  const msg = `${
    quoteName(name)
  } is banned from ${charter.name} for ${minutes} min, until ${until}Z${reason && `: ${reason}`}.`;
  announceRules(context, { ...led, room: state.rooms.get(charter.name) }, {
    change: "ban",
    peer: name,
    msg,
  });
}

/** Lets a peer into a room again. */
export function unbanFromRoom(context: CommandContext, args: string): void {
  const led = readLedRoom(context, args);
  const name = lift(context, led, "bans", "/unban");
  const msg = `${quoteName(name)} may enter ${led.charter.name} again.`;
  announceRules(context, led, { change: "unban", peer: name, msg });
}

/** Tells the bans of a room. */
export function tellRoomBans(context: CommandContext, args: string): void {
  const { state, member, nowMs } = context;
  const { charter } = readLedRoom(context, args);
  checkRank(member, charter, MODERATOR);
  const all = [...charter.bans.values()].filter(({ untilMs }) => untilMs > nowMs);
  const bans = all.slice(0, LISTED_MAX).map(({ name, untilMs, reason }, i) => ({
    number: i + 1,
    who: name,
    until: new Date(state.wall.at(untilMs)).toISOString(),
    reason,
  }));
  const rows = bans.map(({ who, until, reason }) =>
    `${quoteName(who)} until ${until.replace(/\.\d+Z$/, "Z")}${reason && ` (${reason})`}`
  );
  const msg = all.length === 0
    ? `Nobody is banned from ${charter.name}.`
    : `${all.length} banned from ${charter.name}: ${rows.join("; ")}.`;
  state.tell(member, { name: "server", msg, event: "bans", bans, count: all.length });
}

interface SanctionArgument {
  readonly name: string;
  readonly minutes: number;
  readonly reason: string;
}

/** Reads a peer's name, minutes and a reason. The peer must not lead the room. */
function readSanction(
  context: CommandContext,
  { charter, rest: args }: LedRoom,
  command: "/mute" | "/ban",
): SanctionArgument {
  const { state, nowMs } = context;
  checkRank(context.member, charter, MODERATOR);
  const { name: who, rest } = readPeer(state, args, nowMs, {
    command,
    mayFollow: (text) => FOR_MINUTES.test(text),
    missing: "minutes",
    unknown: "first-word",
  });
  const [, digits = "0", reason = ""] = FOR_MINUTES.exec(rest) ?? [];
  const minutes = Math.min(Number(digits), MINUTES_MAX);
  if (who === "" || minutes === 0) throw usageError(`${command} [#room] name minutes [reason]`);
  const name = state.directory.get(who)?.name ?? state.accounts.get(foldName(who))?.name;
  if (name === undefined && !state.sessions.hasLeft(foldName(who), nowMs)) {
    const sentence = `Nobody here is called "${who.slice(0, 64)}": /who lists who is.`;
    throw new ChatError("peer-unknown", sentence);
  }
  checkAbove(context, charter, name ?? who);
  return { name: name ?? who, minutes, reason: shortReason(reason) };
}

function sanction(
  { state, member, nowMs }: CommandContext,
  charter: Charter,
  kind: "mutes" | "bans",
  { name, minutes, reason }: SanctionArgument,
): void {
  charter.dropEnded(nowMs);
  const list = charter[kind];
  const fold = foldName(name);
  const { maxRoomBans } = state.limits;
  if (!list.has(fold) && list.size >= maxRoomBans) {
    throw new ChatError(
      "role-limit",
      `The room ${charter.name} has ${maxRoomBans} ${kind} in force, which is the limit (--max-room-bans): lift one first.`,
    );
  }
  const untilMs = nowMs + minutes * 60_000;
  const one: Sanction = { name, untilMs, reason, by: member.name };
  list.set(fold, one);
}

/** Lifts a mute or a ban. Returns the name that it was of. */
function lift(
  { member, nowMs }: CommandContext,
  { charter, rest }: LedRoom,
  kind: "mutes" | "bans",
  command: string,
): string {
  checkRank(member, charter, MODERATOR);
  if (rest === "") throw usageError(`${command} [#room] name`);
  charter.dropEnded(nowMs);
  const who = wholeName(rest);
  const found = charter[kind].get(foldName(who));
  if (found === undefined) {
    const how = kind === "mutes" ? "muted in" : "banned from";
    const sentence = `${who.slice(0, 64)} isn't ${how} ${charter.name}: /room lists who is.`;
    throw new ChatError("peer-unknown", sentence);
  }
  charter[kind].delete(foldName(who));
  return found.name;
}
