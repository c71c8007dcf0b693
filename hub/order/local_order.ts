import type { MessageId, Splice } from "../../batch/mod.ts";
import type { Member } from "../rooms/room.ts";
import type { Entry, ResultOf } from "./entry.ts";
import type { Order } from "./order.ts";
import type { StateMachine } from "./state_machine.ts";

/** The order of a hub of one node: each entry is applied within its call. */
export class LocalOrder implements Order {
  readonly pending = undefined;

  constructor(readonly machine: StateMachine) {}

  submit<E extends Entry>(entry: E, nowMs: number): ResultOf<E> {
    return this.machine.apply(entry, nowMs);
  }

  /** There are no other nodes. */
  relay(): void {}

  inOrder(run: () => void): void {
    run();
  }

  sayCanonical(member: Member, body: Splice, nowMs: number, id: MessageId | undefined): void {
    this.machine.sayCanonical(member, body, nowMs, id);
  }
}
