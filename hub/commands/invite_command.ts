import { ChatError, usageError } from "../chat_error.ts";
import type { Command, CommandContext } from "./command.ts";
import { plainNotice } from "../notice.ts";
import { readPeer } from "./peer_argument.ts";
import { quoteName } from "../../vocabulary/mod.ts";

/** The command that tells a peer of a room. Rooms are open, so an invitation is only a hint. */
export const INVITE_COMMAND: Command = {
  usage: "name [#room]",
  help: "ask a peer to come to a room",
  run: invite,
};

function invite({ state, member, nowMs }: CommandContext, args: string): void {
  const { name, rest } = readPeer(state, args, nowMs, {
    command: "/invite",
    mayFollow: (text) => text === "" || /^#\S*$/.test(text),
    unknown: "first-word",
  });
  if (name === "") throw usageError("/invite name [#room]");
  const guest = state.directory.get(name);
  if (guest === undefined || guest.peer.transport === "hub") {
    const sentence = `Nobody here is called "${name.slice(0, 64)}": /who lists who is.`;
    throw new ChatError("peer-unknown", sentence);
  }
  const room = state.rooms.roomFor(member, rest === "" ? undefined : rest);
  if (!member.rooms.has(room)) {
    const sentence = `You aren't in ${room.name}: /join ${room.name} to invite others.`;
    throw new ChatError("not-in-room", sentence);
  }
  if (guest.rooms.has(room)) {
    const sentence = `${quoteName(guest.name)} is in ${room.name} already.`;
    return state.tell(member, plainNotice("info", sentence));
  }
  state.signals.invite(member, guest, room);
  state.tell(member, plainNotice("info", `${quoteName(guest.name)} is invited to ${room.name}.`));
}
