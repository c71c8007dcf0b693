import type { Message } from "../event.ts";
import type { Covered, Delivery, Incoming } from "./incoming.ts";

/** For streams, which lose nothing and keep the order while they last. */
export class OrderedIncoming implements Incoming {
  readonly delivery: Delivery;
  #delivered = 0;
  #own = 0;
  #start = 0;
  #isAccepting = true;
  #hasOverflowed = false;
  #isReplaying = false;

  constructor(delivery: Delivery) {
    this.delivery = delivery;
  }

  get since(): number {
    return Math.max(this.#start, this.#delivered);
  }

  get newest(): number {
    return Math.max(this.since, this.#own);
  }

  get needsReplay(): boolean {
    return this.#hasOverflowed && this.delivery.hasCapacity();
  }

  start(since: number, newest = since): void {
    this.#start = since;
    this.#delivered = 0;
    this.#own = newest;
  }

  pause(): void {
    this.#isAccepting = false;
  }

  receive(message: Message): void {
    if (!this.#isAccepting || message.seq <= this.#delivered) return;
    if (this.delivery.free() <= 0) {
      // A message that doesn't fit is replayed later, so reading goes on and acks come through.
      this.#isAccepting = false;
      this.#hasOverflowed = true;
      return;
    }
    this.#delivered = message.seq;
    this.delivery.deliver(message);
  }

  own(seq: number): void {
    this.#own = Math.max(this.#own, seq);
    this.#knowAllUpTo(seq);
  }

  replayAsked(): void {
    this.#isReplaying = true;
  }

  replayStarts(): void {
    this.#isAccepting = true;
    this.#hasOverflowed = false;
    this.#isReplaying = true;
  }

  replayEnds({ seq }: Covered): boolean {
    this.#isReplaying = false;
    this.#knowAllUpTo(seq);
    return true;
  }

  drained(): void {}

  /** An ack comes after all messages with smaller numbers, except while the hub replays. */
  #knowAllUpTo(seq: number): void {
    if (this.#isAccepting && !this.#isReplaying) this.#start = Math.max(this.#start, seq);
  }
}
