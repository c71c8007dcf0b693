import { ChatError, usageError } from "../../chat_error.ts";
import type { Command, CommandContext } from "../command.ts";
import { LISTED_MAX } from "../../limits.ts";
import { MODERATOR, OWNER, rankOf } from "../../rooms/rank.ts";
import { announceRules, checkRank, type LedRoom, readLedRoom, rulesOf } from "./led_room.ts";
import { registeredName } from "./registered_name.ts";
import { foldName, quoteName } from "../../../vocabulary/mod.ts";

const USAGE = "/room [#room] [private|public|owner name|open]";

/** The command that tells a room's rules, and by which its owner changes them. */
export const ROOM_COMMAND: Command = {
  usage: USAGE.slice("/room ".length),
  help: "who leads a room; its owner makes it private, or hands it over",
  run: room,
  isOrdered: true,
};

function room(context: CommandContext, args: string): void {
  const led = readLedRoom(context, args);
  const [, word, rest] = /^(\S*)\s*(.*)$/s.exec(led.rest)!;
  if (word === "") return tellRules(context, led);
  checkRank(context.member, led.charter, OWNER);
  switch (word.toLowerCase()) {
    case "private":
      if (rest !== "") throw usageError(USAGE);
      return makePrivate(context, led);
    case "public":
      if (rest !== "") throw usageError(USAGE);
      return makePublic(context, led);
    case "owner":
      if (rest === "") throw usageError("/room [#room] owner name");
      return handOver(context, led, rest);
    case "open":
      if (rest !== "") throw usageError(USAGE);
      return giveUp(context, led);
    default:
      throw usageError(USAGE);
  }
}

function tellRules({ state, member, nowMs }: CommandContext, { charter }: LedRoom): void {
  const { name, owner, moderators, isPrivate, slowSeconds } = charter;
  const role = charter.roleOf(member.fold);
  const facts = [
    owner === undefined ? "has no owner now" : `belongs to ${owner}`,
    moderators.size > 0 ? `is moderated by ${listOf(moderators.values()).join(", ")}` : "",
    isPrivate ? "is private" : "is open to all",
    slowSeconds > 0 ? `takes one message in ${slowSeconds} s from each` : "",
  ].filter((fact) => fact !== "");
  charter.dropEnded(nowMs);
  const isModerator = rankOf(member, charter) >= MODERATOR;
  state.tell(member, {
    ...rulesOf(charter),
    msg: `${name} ${facts.join(", ")}.`,
    ...(role !== undefined && { role }),
    ...(isModerator && {
      muted: listOf([...charter.mutes.values()].map((one) => one.name)),
      banned: listOf([...charter.bans.values()].map((one) => one.name)),
      invited: listOf(charter.invited.values()),
    }),
  });
}

/** Those with a registered name who are there may come back. Guests stay until they leave. */
function makePrivate(context: CommandContext, led: LedRoom): void {
  const { state, member } = context;
  const { charter, room } = led;
  charter.isPrivate = true;
  for (const { fold, name } of room?.members ?? []) {
    if (charter.invited.size >= state.limits.maxInvited) break;
    const isRegistered = state.accounts.get(fold) !== undefined;
    if (isRegistered && charter.roleOf(fold) === undefined) charter.invited.set(fold, name);
  }
  const msg =
    `${member.name} made ${charter.name} private: only those who lead it or are invited can enter or see it.`;
  announceRules(context, led, { change: "private", msg });
}

function makePublic(context: CommandContext, led: LedRoom): void {
  const { charter } = led;
  charter.isPrivate = false;
  charter.invited.clear();
  const msg =
    `${context.member.name} made ${charter.name} public: everybody can enter and read it.`;
  announceRules(context, led, { change: "public", msg });
}

function handOver(context: CommandContext, led: LedRoom, args: string): void {
  const { state, member } = context;
  const { charter } = led;
  const name = registeredName(context, args);
  const fold = foldName(name);
  if (charter.roleOf(fold) === "owner") {
    throw new ChatError("usage", `The room ${charter.name} belongs to ${name} already.`);
  }
  if (!state.charters.hasPlace(name)) {
    throw new ChatError(
      "role-limit",
      `${name} owns as many rooms as one name may (--max-owned-rooms-per-name): hand it to somebody else.`,
    );
  }
  const previous = charter.owner;
  charter.moderators.delete(fold);
  charter.invited.delete(fold);
  charter.bans.delete(fold);
  charter.mutes.delete(fold);
  state.charters.handOver(charter, name);
  // There is a place: at worst, the one that the new owner leaves.
  if (previous !== undefined && charter.moderators.size < state.limits.maxModerators) {
    charter.moderators.set(foldName(previous), previous);
  }
  const msg = `${member.name} handed ${charter.name} over to ${quoteName(name)}.`;
  announceRules(context, led, { change: "handover", peer: name, msg });
}

/** Gives a room up. A private room becomes public by that, so its owner does it in two steps. */
function giveUp(context: CommandContext, led: LedRoom): void {
  const { charter, room } = led;
  if (charter.isPrivate) {
    throw new ChatError(
      "usage",
      `The room ${charter.name} is private, and open rooms are public: /room ${charter.name} public comes first.`,
    );
  }
  if (room !== undefined) room.charter = undefined;
  const msg = `${context.member.name} gave ${charter.name} up: it belongs to nobody now.`;
  announceRules(context, led, { change: "open", msg });
}

function listOf(names: Iterable<string>): string[] {
  return [...names].slice(0, LISTED_MAX);
}
