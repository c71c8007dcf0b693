import type { Message } from "../event.ts";
import { foldName } from "../../../vocabulary/mod.ts";

/** The receiver of messages, once each and in order. */
export interface Delivery {
  /** Returns the number of messages that still fit. */
  readonly free: () => number;
  /** Returns true if enough messages fit to ask for a replay. */
  readonly hasCapacity: () => boolean;
  readonly deliver: (message: Message) => void;
  /** Returns the client's own name, whose messages the hub doesn't replay. */
  readonly ownName: () => string;
}

/** The extent of a replay that has ended: see the hub's `history` notice. */
export interface Covered {
  readonly complete: boolean;
  readonly count: number;
  readonly seq: number;
}

/**
 * Delivers messages of an uplink and of the hub's replays, each once and in order. An implementation
 * MUST
 * 1. deliver no number twice, and none after a larger one;
 * 2. deliver nothing while nothing is free, and ask for it again later;
 * 3. bound what it holds.
 */
export interface Incoming {
  /** The number after which a replay must start. */
  readonly since: number;
  /** The newest known number of the log; it may be that of an own message. */
  readonly newest: number;
  /** True if a message is missing that a replay would bring. */
  readonly needsReplay: boolean;
  /**
   * Starts to count in a log.
   *
   * @param since Everything up to this number is known.
   * @param newest The newest known number, if that is larger.
   */
  start(since: number, newest?: number): void;
  /** Delivers nothing until a replay has begun: the connection is new. */
  pause(): void;
  receive(message: Message): void;
  /** Notes that an own message has got this number. */
  own(seq: number): void;
  /** Notes that a replay from `since` was asked for. */
  replayAsked(): void;
  /** Notes that the hub has begun the replay: what comes now belongs to it. */
  replayStarts(): void;
  /** Notes the end of a replay. Returns false if a part got lost, so that it is asked for again. */
  replayEnds(covered: Covered): boolean;
  /** Notes that messages fit again. */
  drained(): void;
}

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
