import { ChatError } from "../chat_error.ts";
import type { CommandContext } from "./command.ts";
import type { Room } from "../rooms/room.ts";

/**
 * Returns the name of the room that a command is about: the one in its arguments, or else the one in
 * the message's `to`. Undefined: the member's current room.
 *
 * @param named The room's name in the arguments; undefined or empty where there is none.
 * @throws {ChatError} `not-in-room` where `to` is a peer.
 */
export function roomNameFor(
  { message: { to } }: CommandContext,
  named: string | undefined,
): string | undefined {
  if (named !== undefined && named !== "") return named;
  if (to === undefined || to.startsWith("#")) return to;
  throw new ChatError(
    "not-in-room",
    `That command is about a room, and "${to.slice(0, 64)}" is none: name a room in it.`,
  );
}

/**
 * Returns the room that a command is about: see {@linkcode roomNameFor}.
 *
 * @throws {ChatError} `room-unknown`, `room-name-invalid` or `not-in-room`.
 */
export function roomArgument(context: CommandContext, named: string | undefined): Room {
  return context.state.rooms.roomFor(context.member, roomNameFor(context, named));
}
