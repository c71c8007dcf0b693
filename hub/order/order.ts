import type { MessageId, Splice } from "../../batch/mod.ts";
import type { AddressedSignal } from "../peers/signal.ts";
import type { Member } from "../rooms/room.ts";
import type { Entry, ResultOf } from "./entry.ts";

/**
 * Brings the changes of what peers share into one sequence. On one node the order is that of the
 * calls, and each entry is applied within its call. Where several nodes are one hub, all apply the
 * same entries in the same sequence. An implementation MUST
 * 1. apply the entries of one member, and those of one node, in the order in which they were submitted;
 * 2. apply an entry once or, where it says so, never;
 * 3. bound what waits, and say so by `History.congested`.
 */
export interface Order {
  /**
   * Submits an entry. Returns its result if it is applied within the call; otherwise a promise, which
   * rejects with the refusal. The refusal of a member's message goes to {@linkcode Peer.refuse}
   * instead, before later entries are applied, so that answers keep the order of the messages.
   *
   * @throws {ChatError} The refusal, if the entry is applied within the call.
   */
  submit<E extends Entry>(entry: E, nowMs: number): ResultOf<E> | Promise<Awaited<ResultOf<E>>>;
  /**
   * The hot path: see `Hub.sayCanonical`. The bytes are copied within the call. A refusal that comes
   * later goes to {@linkcode Peer.refuse}.
   *
   * @throws {ChatError} The refusal, if the message is said within the call.
   */
  sayCanonical(member: Member, body: Splice, nowMs: number, id: MessageId | undefined): void;
  /**
   * Hands a signal of a member that is connected here to the other nodes. They deliver it by
   * `Signals.deliver`, or it is lost: a signal waits for nothing, and has no place in the sequence.
   */
  relay(author: Member, signal: AddressedSignal): void;
  /** Runs something once everything that was submitted here before is applied, at best at once. */
  inOrder(run: () => void): void;
  /** Resolves when everything that was submitted here is applied; undefined if nothing waits. */
  readonly pending: Promise<void> | undefined;
}
