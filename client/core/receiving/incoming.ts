import type { Message } from "../event.ts";

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
