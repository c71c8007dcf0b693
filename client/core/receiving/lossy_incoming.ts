import type { Message } from "../event.ts";
import { foldName } from "../../../vocabulary/mod.ts";
import type { Covered, Delivery, Incoming } from "./incoming.ts";

/** Most messages held back because an earlier one is missing. */
const HELD_MAX_MESSAGES = 4_096;

/**
 * For datagrams, which may be lost, doubled or overtaken. A message whose number follows the last
 * one is delivered at once. A gap in the numbers may be another room's message or a lost one, so later
 * messages are held until a replay tells, by its count, that nothing is missing.
 */
export class LossyIncoming implements Incoming {
  readonly delivery: Delivery;
  #since = 0;
  /** The newest delivered number since counting started. */
  #delivered = 0;
  #isAsked = false;
  #isMissing = false;
  readonly #held = new Map<number, Message>();
  readonly #own = new Set<number>();

  constructor(delivery: Delivery) {
    this.delivery = delivery;
  }

  get since(): number {
    return this.#since;
  }

  get newest(): number {
    return Math.max(this.#since, ...this.#own);
  }

  get needsReplay(): boolean {
    if (this.delivery.free() <= 0) return false;
    return this.#isMissing || this.#own.size > 0 || this.#held.size > 0;
  }

  start(since: number, newest = since): void {
    this.#since = since;
    this.#delivered = 0;
    this.#held.clear();
    this.#own.clear();
    if (newest > since) this.#own.add(newest);
  }

  pause(): void {
    this.#isAsked = true;
  }

  receive(message: Message): void {
    const { seq } = message;
    if (seq <= this.#since && !this.#mayBeOfAnotherLog(message) || this.#held.has(seq)) return;
    if (this.#held.size >= HELD_MAX_MESSAGES) {
      this.#isMissing = true;
      return;
    }
    this.#held.set(seq, message);
    this.#advance();
  }

  own(seq: number): void {
    if (seq <= this.#since) return;
    if (this.#own.size < HELD_MAX_MESSAGES) this.#own.add(seq);
    this.#advance();
  }

  replayAsked(): void {
    this.#isAsked = true;
  }

  replayStarts(): void {}

  replayEnds({ complete, count, seq }: Covered): boolean {
    this.#isAsked = false;
    // The hub knew the number, so an older message is a stray.
    if (complete) {
      for (const old of this.#held.keys()) if (old <= this.#since) this.#held.delete(old);
    }
    const ownFold = foldName(this.delivery.ownName());
    const covered = [...this.#held.values()].filter((message) => message.seq <= seq)
      .sort((a, b) => a.seq - b.seq);
    const heard = covered.filter(({ name }) => foldName(name) !== ownFold).length;
    if (complete && heard < count) {
      this.#advance();
      this.#isMissing = true;
      return false;
    }
    this.#isMissing = false;
    for (const message of covered) {
      if (this.delivery.free() <= 0) return true;
      this.#deliver(message);
    }
    this.#moveTo(Math.max(this.#since, seq));
    this.#advance();
    return true;
  }

  drained(): void {
    this.#advance();
  }

  /** A hub whose log never gave the number at which counting started replays everything it keeps. */
  #mayBeOfAnotherLog({ seq, replay }: Message): boolean {
    return this.#isAsked && replay && seq > this.#delivered;
  }

  #advance(): void {
    while (!this.#isAsked) {
      const nextSeq = this.#since + 1;
      const next = this.#held.get(nextSeq);
      if (next !== undefined && this.delivery.free() > 0) this.#deliver(next);
      else if (this.#own.has(nextSeq)) this.#moveTo(nextSeq);
      else return;
    }
  }

  #deliver(message: Message): void {
    this.#held.delete(message.seq);
    this.#delivered = message.seq;
    this.#moveTo(message.seq);
    this.delivery.deliver(message);
  }

  #moveTo(seq: number): void {
    this.#since = seq;
    for (const own of this.#own) if (own <= seq) this.#own.delete(own);
  }
}
