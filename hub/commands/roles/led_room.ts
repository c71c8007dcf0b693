import { ChatError } from "../../chat_error.ts";
import { audit, type CommandContext } from "../command.ts";
import { LISTED_MAX } from "../../limits.ts";
import { errorNotice } from "../../notice.ts";
import type { Charter } from "../../rooms/charter.ts";
import { MODERATOR, OPERATOR, OWNER, type Rank, rankOf } from "../../rooms/rank.ts";
import type { Member, Room } from "../../rooms/room.ts";
import { roomNameFor } from "../room_argument.ts";
import { foldName, quoteName, type RoomChange, type RoomNotice } from "../../../vocabulary/mod.ts";

/** A room that belongs to a registered name, which a command is about. */
export interface LedRoom {
  readonly charter: Charter;
  /** Undefined while nobody is there. */
  readonly room: Room | undefined;
  /** The text behind the room's name. */
  readonly rest: string;
}

/**
 * Reads the room at the start of a command's arguments; without one it is the room in the message's
 * `to`, or the member's current one.
 *
 * @throws {ChatError} `not-in-room`, `room-unknown`, or `not-operator` where the room is nobody's.
 */
export function readLedRoom(context: CommandContext, args: string): LedRoom {
  const { state, member } = context;
  const [, named, rest] = /^(#\S*)?\s*(.*)$/s.exec(args)!;
  const { charters } = state.rooms;
  const name = roomNameFor(context, named);
  if (name === undefined) {
    const room = state.rooms.roomFor(member, undefined);
    if (room.charter === undefined) throw nobodysRoom(room.name);
    return { charter: room.charter, room, rest };
  }
  const room = state.rooms.get(name);
  const charter = charters.get(foldName(name));
  const isKnown = charter !== undefined &&
    (member.isOperator || room?.members.has(member) || charter.admits(member.fold));
  if (isKnown) return { charter, room, rest };
  throw nobodysRoom(state.rooms.find(name, member).name);
}

/**
 * Checks that a member has a rank in a room.
 *
 * @throws {ChatError} `not-moderator` or `not-owner`.
 */
export function checkRank(member: Member, charter: Charter, rank: Rank): void {
  if (rankOf(member, charter) >= rank) return;
  if (rank === MODERATOR) {
    const sentence = `Only those who moderate ${charter.name} can do that: /room names them.`;
    throw new ChatError("not-moderator", sentence);
  }
  const owner = charter.owner === undefined ? "" : `, ${charter.owner},`;
  throw new ChatError("not-owner", `Only the owner of ${charter.name}${owner} can do that.`);
}

/**
 * Checks that a member may put a peer in its place: only who has a higher rank can do that.
 *
 * @throws {ChatError} `not-moderator` or `not-owner`.
 */
export function checkAbove(context: CommandContext, charter: Charter, name: string): void {
  const { state, member } = context;
  checkRank(member, charter, MODERATOR);
  const present = state.directory.get(name);
  const role = charter.roleOf(foldName(name));
  const theirs = present?.isOperator || state.operators.has(foldName(name))
    ? OPERATOR
    : role === "owner"
    ? OWNER
    : role === undefined
    ? 0
    : MODERATOR;
  if (rankOf(member, charter) > theirs) return;
  const sentence = `${name} leads ${charter.name} as well: only somebody above can do that.`;
  throw new ChatError("not-owner", sentence);
}

/** Tells a room and the member that has made it of a change of the rules, and persists them. */
export function announceRules(
  context: CommandContext,
  { charter, room }: LedRoom,
  { change, peer, msg }: {
    readonly change: RoomChange;
    readonly peer?: string;
    readonly msg: string;
  },
): void {
  const { state, member } = context;
  const notice: RoomNotice = {
    ...rulesOf(charter),
    msg,
    change,
    ...(peer !== undefined && { peer }),
    by: member.name,
  };
  audit(context, change, charter.name, ...(peer === undefined ? [] : [quoteName(peer)]));
  if (room !== undefined && room.members.size > 0) state.fanOut.notify(room, notice, member);
  state.tell(member, notice);
  keepCharter(context, change === "open" ? undefined : charter, charter);
}

/** Persists a charter, or its end. A failure is told to the member. */
export function keepCharter(
  { state, member, message }: CommandContext,
  kept: Charter | undefined,
  charter: Charter,
): void {
  const { charters } = state.rooms;
  const done = kept === undefined ? charters.drop(charter) : charters.keep(kept);
  done.catch((error) => {
    if (!(error instanceof ChatError)) return state.onBug(error);
    const sentence = `The change is in force but lasts no longer than the server: ${error.message}`;
    if (member.attached) state.tell(member, errorNotice(error.code, sentence, message.id));
  });
}

/** Returns the rules of a room as its members may know them. */
export function rulesOf(charter: Charter): RoomNotice {
  const { name, owner, moderators, isPrivate, slowSeconds } = charter;
  return {
    name: "server",
    msg: "",
    event: "room",
    to: name,
    ...(owner !== undefined && { owner }),
    moderators: [...moderators.values()].slice(0, LISTED_MAX),
    private: isPrivate,
    slow: slowSeconds,
  };
}

function nobodysRoom(name: string): ChatError {
  return new ChatError(
    "not-operator",
    `Nobody leads ${name}, so /kick and the like are for operators there: a registered name that opens a new room leads it.`,
  );
}
