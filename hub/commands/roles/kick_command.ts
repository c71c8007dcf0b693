import { ChatError, usageError } from "../../chat_error.ts";
import { shortReason } from "../../close_reason.ts";
import { audit, type CommandContext } from "../command.ts";
import { plainNotice } from "../../notice.ts";
import { readPeer } from "../peer_argument.ts";
import type { Member, Room } from "../../rooms/room.ts";
import { checkAbove, keepCharter, readLedRoom } from "./led_room.ts";
import { foldName, quoteName } from "../../../vocabulary/mod.ts";

/**
 * Puts a peer out of a room, and takes its invitation to a private one away. The operator's kick
 * without a room ends the connection.
 */
export function kickFromRoom(context: CommandContext, args: string): void {
  const { state, member, nowMs } = context;
  const { charter, room, rest: argument } = readLedRoom(context, args);
  const { name, rest } = readPeer(state, argument, nowMs, {
    command: "/kick",
    mayFollow: () => true,
    unknown: "first-word",
  });
  if (name === "") throw usageError("/kick [#room] name [reason]");
  checkAbove(context, charter, name);
  const target = state.directory.get(name);
  const isThere = target !== undefined && room?.members.has(target) === true;
  const isInvited = charter.invited.delete(foldName(name));
  if (isInvited) keepCharter(context, charter, charter);
  if (!isThere && !isInvited) {
    const sentence = `"${
      name.slice(0, 64)
    }" isn't in ${charter.name}: /who ${charter.name} lists who is.`;
    throw new ChatError("peer-unknown", sentence);
  }
  audit(context, "kick", charter.name, quoteName(target?.name ?? name));
  if (isThere) putOut(context, room!, target, shortReason(rest));
  const sentence = `${quoteName(target?.name ?? name)} is put out of ${charter.name}.`;
  state.tell(member, plainNotice("info", sentence));
}

/** Takes a member out of a room and tells it so. */
export function putOut(
  { state, member }: CommandContext,
  room: Room,
  target: Member,
  reason: string,
): void {
  const by = member.name;
  state.rooms.leave(target, room, { ...(reason !== "" && { reason }), by });
  const next = target.current === undefined
    ? "you are in no room"
    : `you talk in ${target.current.name}`;
  state.tell(target, {
    name: "server",
    msg: `You were put out of ${room.name} by ${by}${reason && `: ${reason}`}; now ${next}.`,
    event: "leave",
    peer: target.name,
    to: room.name,
    by,
    ...(reason !== "" && { reason }),
  });
}
