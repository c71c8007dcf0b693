import { ChatError, usageError } from "../chat_error.ts";
import type { Command, CommandContext } from "./command.ts";
import { plainNotice } from "../notice.ts";
import { readPeer } from "./peer_argument.ts";
import { roomArgument } from "./room_argument.ts";
import { checkRank, keepCharter } from "./roles/led_room.ts";
import { registeredName } from "./roles/registered_name.ts";
import { MODERATOR } from "../rooms/rank.ts";
import type { Room } from "../rooms/room.ts";
import { foldName, quoteName } from "../../vocabulary/mod.ts";

/** The command that tells a peer of a room. Most rooms are open, so there it is only a hint. */
export const INVITE_COMMAND: Command = {
  usage: "name [#room]",
  help: "ask a peer to come to a room",
  run: invite,
  isOrdered: true,
};

function invite(context: CommandContext, args: string): void {
  const { state, member, nowMs } = context;
  const { name, rest } = readPeer(state, args, nowMs, {
    command: "/invite",
    mayFollow: (text) => text === "" || /^#\S*$/.test(text),
    unknown: "first-word",
  });
  if (name === "") throw usageError("/invite name [#room]");
  const room = roomArgument(context, rest);
  if (room.charter?.isPrivate === true) return letIn(context, room, name);
  const guest = state.directory.get(name);
  if (guest === undefined || guest.peer.transport === "hub") {
    const sentence = `Nobody here is called "${name.slice(0, 64)}": /who lists who is.`;
    throw new ChatError("peer-unknown", sentence);
  }
  if (!member.rooms.has(room)) {
    const sentence = `You aren't in ${room.name}: /join ${room.name} to invite others.`;
    throw new ChatError("not-in-room", sentence);
  }
  if (guest.rooms.has(room)) {
    const sentence = `${quoteName(guest.name)} is in ${room.name} already.`;
    return state.tell(member, plainNotice("info", sentence));
  }
  // The node that has the member's connection tells the others.
  if (member.isHere) state.signals.invite(member, guest, room);
  state.tell(member, plainNotice("info", `${quoteName(guest.name)} is invited to ${room.name}.`));
}

/** Lets a registered name into a private room, also while its owner is away. */
function letIn(context: CommandContext, room: Room, given: string): void {
  const { state, member } = context;
  const charter = room.charter!;
  checkRank(member, charter, MODERATOR);
  const name = registeredName(context, given);
  const fold = foldName(name);
  const { maxInvited } = state.limits;
  if (charter.invited.size >= maxInvited && !charter.invited.has(fold)) {
    throw new ChatError(
      "role-limit",
      `${maxInvited} names are let into ${room.name}, which is the limit (--max-invited): /kick one first.`,
    );
  }
  if (charter.roleOf(fold) === undefined) charter.invited.set(fold, name);
  charter.bans.delete(fold);
  keepCharter(context, charter, charter);
  const guest = state.directory.get(name);
  if (guest !== undefined && member.isHere) state.signals.invite(member, guest, room);
  state.tell(member, plainNotice("info", `${quoteName(name)} is let into ${room.name}.`));
}
