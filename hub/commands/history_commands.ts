import { ChatError, usageError } from "../chat_error.ts";
import type { Command, CommandContext } from "./command.ts";
import type { HubState } from "../hub_state.ts";
import { parseRoomName } from "../names/name.ts";
import { roomNameFor } from "./room_argument.ts";
import type { Member, Room } from "../rooms/room.ts";

/** The command that shows what was said before. */
export const HISTORY_COMMANDS: Readonly<Record<string, Command>> = {
  history: { usage: "[#room] [n]", help: "what was said before", run: history },
};

const HISTORY_DEFAULT = 20;
const HISTORY_MAX = 1_000;

function history(context: CommandContext, args: string): void {
  const { state, member, message } = context;
  const match = /^(#\S+)?\s*([1-9]\d{0,5})?$/.exec(args);
  if (match === null) throw usageError("/history [#room] [n]");
  const name = roomNameFor(context, match[1]);
  const room = name === undefined
    ? state.rooms.roomFor(member, undefined)
    : roomWithPast(state, name, member);
  if (!member.rooms.has(room)) {
    throw new ChatError("not-in-room", `You aren't in ${room.name}: /join it to read its history.`);
  }
  const count = Math.min(Number(match[2] ?? HISTORY_DEFAULT), HISTORY_MAX);
  state.replay(member, {
    scopes: [{ scope: room.fold, after: 0 }],
    after: 0,
    newest: count,
    sameEpoch: true,
    id: message.id,
  });
}

/**
 * Returns the room with a name. An empty room doesn't exist, though the log may hold its messages.
 *
 * @throws {ChatError} `room-unknown`.
 */
function roomWithPast({ rooms }: HubState, name: string, member: Member): Room {
  const room = rooms.visible(parseRoomName(name), member);
  if (room !== undefined) return room;
  const near = rooms.nearest(name, member);
  const question = near === undefined ? "" : ` Did you mean ${near}?`;
  throw new ChatError(
    "room-unknown",
    `Nobody is in ${name} now: /join ${name}, and then /history, shows what was said there before.${question}`,
  );
}
