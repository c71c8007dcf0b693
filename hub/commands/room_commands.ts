import { ChatError, usageError } from "../chat_error.ts";
import { shortReason } from "../close_reason.ts";
import type { Command, CommandContext } from "./command.ts";
import { LISTED_MAX } from "../limits.ts";
import { roomArgument } from "./room_argument.ts";
import { parseRoomName } from "../names/name.ts";
import { unreadNotice } from "../reads/unread.ts";
import { foldName, type UnreadPlace, wholeName } from "../../vocabulary/mod.ts";

/** The commands about rooms and the peers in them. */
export const ROOM_COMMANDS: Readonly<Record<string, Command>> = {
  who: { usage: "[#room]", help: "who is here, or in a room", run: who },
  rooms: { usage: "", help: "the rooms and how many are in each", run: rooms },
  unread: { usage: "", help: "what you haven't read yet", run: unread },
  read: { usage: "[#room|name]", help: "mark a room or a talk as read", run: read },
  join: { usage: "#room", help: "enter a room and talk there", run: join, isOrdered: true },
  part: { usage: "[#room] [reason]", help: "leave a room", run: part, isOrdered: true },
};

function who({ state, member }: CommandContext, args: string): void {
  const room = args === "" ? undefined : state.rooms.find(args, member);
  const members = room?.members ?? [...state.directory.values()];
  const listed = [...members].slice(0, LISTED_MAX);
  const peers = listed.map(({ name }) => name);
  const addresses = listed.map(({ peer }) => peer.address);
  const shown = member.isOperator
    ? listed.map(({ name, peer: { transport, address } }) =>
      transport === "hub" ? name : `${name} (${address})`
    )
    : peers;
  const count = room?.members.size ?? state.directory.size;
  const where = room?.name ?? "here";
  const more = count > peers.length ? `, and ${count - peers.length} more` : "";
  const msg = `${count} ${room ? "in" : ""} ${where}: ${shown.join(", ")}${more}`.replace(
    "  ",
    " ",
  );
  state.tell(member, {
    name: "server",
    msg,
    event: "who",
    ...(room && { to: room.name }),
    peers,
    ...(member.isOperator && { addresses }),
    count,
  });
}

function rooms(context: CommandContext): void {
  const { state: { later, reads }, member, message: { id } } = context;
  if (!member.wants.includes("reads")) return tellRooms(context, []);
  later.run(member, id, async () => {
    tellRooms(context, await reads.unreadOf(member));
    return undefined;
  });
}

/** @param places The rooms with unread messages, for a peer that wants to know. */
function tellRooms({ state, member }: CommandContext, places: readonly UnreadPlace[]): void {
  const visible = state.rooms.visibleTo(member);
  const list = visible.slice(0, LISTED_MAX)
    .map(({ name, members }) => {
      const place = places.find(({ to }) => to === name);
      const { unread, mentions } = place ?? {};
      const counts = place && { unread, mentions } as { unread: number; mentions: number };
      return { room: name, count: members.size, ...counts };
    });
  const count = visible.length;
  const msg = `${count} room${count === 1 ? "" : "s"}: ` +
    list.map(({ room, count, unread = 0 }) =>
      `${room} (${count}${unread > 0 ? `, ${unread} unread` : ""})`
    ).join(", ");
  state.tell(member, { name: "server", msg, event: "rooms", rooms: list, count });
}

function unread({ state, member, message: { id } }: CommandContext): void {
  const { later, reads } = state;
  later.run(member, id, async () => unreadNotice(await reads.unreadOf(member)));
}

function read({ state, member, nowMs, message }: CommandContext, args: string): void {
  const to = args === "" ? message.to : args.startsWith("#") ? args : wholeName(args);
  state.reads.requestAll({ member, to, id: message.id, nowMs });
}

function join({ state, member, nowMs }: CommandContext, args: string): void {
  if (args === "") throw usageError("/join #room");
  const room = state.rooms.get(args);
  const isNew = room === undefined && !state.rooms.charters.get(foldName(args));
  const isThere = room !== undefined && member.rooms.has(room);
  if (isThere) member.current = room;
  // A member that is in the room already gets the same answer, so that a join may be repeated.
  const entered = isThere ? room : state.rooms.enter(member, parseRoomName(args), nowMs);
  if (isNew && state.accounts.get(member.fold) !== undefined) {
    state.rooms.claim(entered, member.name);
  }
  const role = entered.charter?.roleOf(member.fold);
  entered.openedMs ??= state.wall.at(nowMs);
  const { name, members } = entered;
  const peers = [...members].slice(0, LISTED_MAX).map((other) => other.name);
  const count = members.size;
  const company = count === 1 ? "alone" : `with ${count - 1} other${count === 2 ? "" : "s"}`;
  state.tell(member, {
    name: "server",
    msg: `You are in ${name} and talk there now, ${company}.${
      isNew && role === "owner" ? " The room is yours: /room tells what you can do." : ""
    }`,
    event: "join",
    peer: member.name,
    to: name,
    peers,
    count,
    ...(role !== undefined && { role }),
  });
}

function part(context: CommandContext, args: string): void {
  const { state, member } = context;
  const [, name, reason = ""] = /^(#\S*)?\s*(.*)$/s.exec(args)!;
  // A word without # is the name of a room that somebody has written wrongly.
  const room = roomArgument(context, name ?? args);
  if (!member.rooms.has(room)) {
    throw new ChatError("not-in-room", `You aren't in ${room.name}: /rooms lists the rooms.`);
  }
  state.rooms.leave(member, room, reason === "" ? {} : { reason: shortReason(reason) });
  const next = member.current === undefined
    ? "you are in no room"
    : `you talk in ${member.current.name}`;
  state.tell(member, {
    name: "server",
    msg: `You left ${room.name}; now ${next}.`,
    event: "leave",
    peer: member.name,
    to: room.name,
    ...(reason !== "" && { reason: shortReason(reason) }),
  });
}
