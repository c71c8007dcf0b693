import { ChatError } from "../chat_error.ts";
import type { Member } from "../rooms/room.ts";

/**
 * Checks that a member may make, see and end the webhooks of a room.
 *
 * @throws {ChatError} `not-operator`.
 */
export function checkMayManageHooks(member: Member, room: string): void {
  if (mayManageHooks(member, room)) return;
  throw new ChatError("not-operator", `The webhooks of ${room} are for the operator.`);
}

/** True if a member may make, see and end the webhooks of a room: an operator may. */
export function mayManageHooks(member: Member, _room: string): boolean {
  return member.isOperator;
}
