import { ChatError } from "../chat_error.ts";
import type { Charter } from "./charter.ts";
import type { Member, Room } from "./room.ts";

/** A member's power in a room: none, a moderator's, the owner's, or an operator's. */
export type Rank = 0 | 1 | 2 | 3;

/** Rank of a room's moderator, of its owner, and of an operator of the hub. */
export const MODERATOR: Rank = 1;
export const OWNER: Rank = 2;
export const OPERATOR: Rank = 3;

/** Returns a member's rank under a charter. */
export function rankOf({ fold, isOperator }: Member, charter: Charter | undefined): Rank {
  if (isOperator) return OPERATOR;
  const role = charter?.roleOf(fold);
  return role === "owner" ? OWNER : role === "moderator" ? MODERATOR : 0;
}

/** True if a member may know that a room exists. */
export function isVisible({ charter, members }: Room, member: Member | undefined): boolean {
  if (charter === undefined || !charter.isPrivate) return true;
  if (member === undefined) return false;
  return member.isOperator || members.has(member) || charter.admits(member.fold);
}

/**
 * Checks that a member may enter a room, which may be closed now.
 *
 * @throws {ChatError} `room-unknown` for a private room, or `room-banned`.
 */
export function checkEntry(
  charter: Charter | undefined,
  name: string,
  member: Member,
  nowMs: number,
): void {
  if (charter === undefined || member.isOperator) return;
  if (!charter.admits(member.fold)) throw noSuchRoom(name);
  const ban = charter.banOf(member.fold, nowMs);
  if (ban === undefined) return;
  const minutes = Math.ceil((ban.untilMs - nowMs) / 60_000);
  const reason = ban.reason && `: ${ban.reason}`;
  throw new ChatError(
    "room-banned",
    `You are banned from ${charter.name} for ${minutes} min from now${reason}.`,
  );
}

/** Builds the refusal of a room that a member can't enter. It doesn't say if the room exists. */
export function noSuchRoom(name: string): ChatError {
  return new ChatError(
    "room-unknown",
    `There is no room ${name} that you can enter: /rooms lists those that you can, or choose another name.`,
  );
}

/**
 * Checks that a member may speak in a room now, and counts that for slow mode.
 *
 * @throws {ChatError} `room-unknown`, `room-banned`, `muted` or `slow-mode`.
 */
export function checkSpeech(room: Room, member: Member, nowMs: number): void {
  const { charter } = room;
  if (charter === undefined || !charter.restrictsSpeech) return;
  if (rankOf(member, charter) >= MODERATOR) return;
  if (!room.members.has(member)) checkEntry(charter, room.name, member, nowMs);
  checkMute(charter, member, nowMs);
  if (charter.slowSeconds === 0) return;
  const waitMs = charter.waitMsOf(member.fold, nowMs);
  if (waitMs > 0) {
    throw new ChatError(
      "slow-mode",
      `The room ${room.name} is in slow mode, one message in ${charter.slowSeconds} s: say that again in ${
        Math.ceil(waitMs / 1000)
      } s.`,
    );
  }
  charter.noteSaid(member.fold, nowMs);
}

/**
 * Checks that an operator hasn't muted a member in the whole hub.
 *
 * @param hub The hub's own charter.
 * @throws {ChatError} `muted`.
 */
export function checkHubMute(hub: Charter, member: Member, nowMs: number): void {
  // The hot path asks: mostly nobody is muted.
  if (hub.mutes.size > 0 && !member.isOperator) checkMute(hub, member, nowMs);
}

/** @throws {ChatError} `muted`. */
export function checkMute(charter: Charter, member: Member, nowMs: number): void {
  const mute = charter.muteOf(member.fold, nowMs);
  if (mute === undefined) return;
  const minutes = Math.ceil((mute.untilMs - nowMs) / 60_000);
  throw new ChatError(
    "muted",
    `You are muted in ${charter.name} for ${minutes} min from now: you can read meanwhile.`,
  );
}
