import { ChatError } from "../chat_error.ts";
import type { Charters } from "../rooms/charters.ts";
import { OWNER, rankOf } from "../rooms/rank.ts";
import type { Member } from "../rooms/room.ts";
import { foldName } from "../../vocabulary/mod.ts";

/**
 * Checks that a member may make, see and end the webhooks of a room. The refusal says the same of a
 * room that exists and of one that doesn't.
 *
 * @throws {ChatError} `not-operator`.
 */
export function checkMayManageHooks(member: Member, room: string, charters: Charters): void {
  if (mayManageHooks(member, room, charters)) return;
  throw new ChatError(
    "not-operator",
    `The webhooks of ${room} are for the owner of the room and for the hub's operators.`,
  );
}

/** True if a member may make, see and end the webhooks of a room: its owner may, and operators. */
export function mayManageHooks(member: Member, room: string, charters: Charters): boolean {
  return rankOf(member, charters.get(foldName(room))) >= OWNER;
}
