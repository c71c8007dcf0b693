import { ChatError } from "../chat_error.ts";
import type { HubLimits } from "../limits.ts";
import { LOBBY, type Member } from "../rooms/room.ts";
import type { Change } from "./change.ts";
import type { Ownership } from "./ownership.ts";
import { REACTIONS_MAX_BYTES } from "./reaction.ts";
import { otherBytesOf, otherBytesWith, PINNED_BYTES, reactionsAfter } from "./rewritten.ts";
import { bytesOf, type Thing } from "./thing.ts";
import { MESSAGE_MAX_BYTES } from "../../vocabulary/mod.ts";

/** Most edits of a message whose earlier texts are kept. */
const KEPT_EDITS_MAX = 100;

/** The member that asks for a change, and the circumstances. */
export interface Circumstances {
  readonly member: Member;
  readonly ownership: Ownership;
  readonly limits: Pick<HubLimits, "editWindowMs" | "keepEdits" | "maxReactions">;
  /** The wall time, in milliseconds. */
  readonly timeMs: number;
}

/**
 * Checks if a member may change a message now. Each of its readers may react, and
 * those in its room may pin.
 *
 * @throws {ChatError} `message-unknown`, `not-yours`, `message-deleted`, `edit-too-late`,
 * `edit-limit`, `message-too-large`, `reaction-unchanged`,
 * `reaction-limit`, `not-in-room` or `pin-unchanged`.
 */
export function checkChange(change: Change, thing: Thing, circumstances: Circumstances): void {
  const { member, ownership } = circumstances;
  const isAuthor = ownership.isAuthor(member, thing);
  const isReader = ownership.isReader(member, thing);
  // The same as for a number that was never given: others' messages are none of the member's business.
  if (!isAuthor && !isReader) throw unknownMessage(thing.seq);
  if (change.kind === "react") return checkReacting(change, thing, circumstances);
  if (change.kind === "pin") {
    if (!isAuthor && !ownership.isHearer(member, thing)) throw notThere(thing);
    if (ownership.isInOwnedRoom(thing) && !ownership.isModerator(member, thing)) {
      throw new ChatError(
        "not-moderator",
        `Only those who moderate ${thing.to ?? "this room"} can pin there: /room names them.`,
      );
    }
    return checkPinning(thing, change.isUndo);
  }
  const isModerator = change.kind === "delete" && ownership.isModerator(member, thing);
  if (!isAuthor && !isModerator) {
    throw new ChatError(
      "not-yours",
      `Message ${thing.seq} is from ${thing.name}: only its author can change it, in the session in which it was said or under a registered name.`,
    );
  }
  checkThere(thing);
  if (change.kind === "edit") checkEdit(change.msg, thing, circumstances);
}

/** Builds the refusal of a number that names no message. */
export function unknownMessage(seq: number): ChatError {
  return new ChatError(
    "message-unknown",
    `There is no message ${seq} that you can change: it was never said, or isn't kept any more. Name the "seq" of a message, which /history shows.`,
  );
}

function notThere({ to = LOBBY, seq }: Thing): ChatError {
  return new ChatError(
    "not-in-room",
    `You aren't in ${to}: /join ${to} to pin message ${seq} there.`,
  );
}

function checkThere({ isDeleted, seq }: Thing): void {
  if (!isDeleted) return;
  throw new ChatError("message-deleted", `Message ${seq} was deleted: nothing is left of it.`);
}

function checkPinning(thing: Thing, isUndo: boolean): void {
  checkThere(thing);
  const { seq, scope, isPinned = false, otherBytes, msgBytes } = thing;
  if (!scope.startsWith("#")) {
    throw new ChatError(
      "not-in-room",
      `Message ${seq} is no message of a room: pins belong to rooms.`,
    );
  }
  if (isPinned !== isUndo) {
    const state = isPinned ? "is pinned already: /unpin takes the pin away" : "isn't pinned";
    throw new ChatError("pin-unchanged", `Message ${seq} ${state}.`);
  }
  if (isUndo || otherBytes + msgBytes + PINNED_BYTES <= MESSAGE_MAX_BYTES) return;
  throw new ChatError("message-too-large", `Message ${seq} is too large to be pinned.`);
}

function checkReacting(
  change: Change & { kind: "react" },
  thing: Thing,
  { limits, member }: Circumstances,
): void {
  checkThere(thing);
  const { react, isUndo } = change;
  const reactions = reactionsAfter(change, thing, member.name);
  if (reactions === thing.reactions || reactions.length === 0 && thing.reactions === undefined) {
    throw new ChatError(
      "reaction-unchanged",
      isUndo
        ? `You haven't put ${react} to message ${thing.seq}, so there is nothing to take back.`
        : `You have put ${react} to message ${thing.seq} already: /unreact ${thing.seq} ${react} (or "undo":true) takes it back.`,
    );
  }
  const { maxReactions } = limits;
  if (isUndo) return;
  if (reactions.length > maxReactions) {
    throw new ChatError(
      "reaction-limit",
      `Message ${thing.seq} has ${maxReactions} different reactions, which is the limit: take one of them.`,
    );
  }
  const isTooLarge = bytesOf(reactions) > REACTIONS_MAX_BYTES ||
    otherBytesWith(thing, reactions) + thing.msgBytes > MESSAGE_MAX_BYTES;
  if (!isTooLarge) return;
  throw new ChatError(
    "reaction-limit",
    `Message ${thing.seq} has no room for more reactions: with their names they take at most ${REACTIONS_MAX_BYTES} bytes.`,
  );
}

function checkEdit(msg: string, thing: Thing, { limits, timeMs }: Circumstances): void {
  const { editWindowMs = Infinity, keepEdits } = limits;
  if (timeMs - thing.timeMs > editWindowMs) {
    throw new ChatError(
      "edit-too-late",
      `Message ${thing.seq} is older than ${
        Math.floor(editWindowMs / 1000)
      } s, which is the limit for edits: say it anew, or delete it.`,
    );
  }
  if ((thing.earlier?.length ?? 0) >= KEPT_EDITS_MAX) {
    throw new ChatError(
      "edit-limit",
      `Message ${thing.seq} was edited ${KEPT_EDITS_MAX} times, which is the limit: say it anew, or delete it.`,
    );
  }
  const overBytes = otherBytesOf(thing, { keepEdits }) + bytesOf(msg) - MESSAGE_MAX_BYTES;
  if (overBytes <= 0) return;
  throw new ChatError(
    "message-too-large",
    `With the hub's fields the message would be ${overBytes} bytes above the limit of ${MESSAGE_MAX_BYTES}: shorten the msg.`,
  );
}
