import { ChatError } from "../chat_error.ts";
import type { HubLimits } from "../limits.ts";
import type { Member } from "../rooms/room.ts";
import type { Change } from "./change.ts";
import type { Ownership } from "./ownership.ts";
import { otherBytesOf } from "./rewritten.ts";
import { bytesOf, type Thing } from "./thing.ts";
import { MESSAGE_MAX_BYTES } from "../../vocabulary/mod.ts";

/** Most edits of a message whose earlier texts are kept. */
const KEPT_EDITS_MAX = 100;

/** The member that asks for a change, and the circumstances. */
export interface Circumstances {
  readonly member: Member;
  readonly ownership: Ownership;
  readonly limits: Pick<HubLimits, "editWindowMs" | "keepEdits">;
  /** The wall time, in milliseconds. */
  readonly timeMs: number;
}

/**
 * Checks if a member may change a message now.
 *
 * @throws {ChatError} `message-unknown`, `not-yours`, `message-deleted`, `edit-too-late`,
 * `edit-limit` or `message-too-large`.
 */
export function checkChange(change: Change, thing: Thing, circumstances: Circumstances): void {
  const { member, ownership } = circumstances;
  const isAuthor = ownership.isAuthor(member, thing);
  const isReader = ownership.isReader(member, thing);
  // The same as for a number that was never given: others' messages are none of the member's business.
  if (!isAuthor && !isReader) throw unknownMessage(thing.seq);
  const isModerator = member.isOperator && change.kind === "delete";
  if (!isAuthor && !isModerator) {
    throw new ChatError(
      "not-yours",
      `Message ${thing.seq} is from ${thing.name}: only its author can change it, in the session in which it was said or under a registered name.`,
    );
  }
  if (thing.isDeleted) {
    throw new ChatError(
      "message-deleted",
      `Message ${thing.seq} was deleted: nothing is left of it.`,
    );
  }
  if (change.kind === "edit") checkEdit(change.msg, thing, circumstances);
}

/** Builds the refusal of a number that names no message. */
export function unknownMessage(seq: number): ChatError {
  return new ChatError(
    "message-unknown",
    `There is no message ${seq} that you can change: it was never said, or isn't kept any more. Name the "seq" of a message.`,
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
