import type { ClientMessage } from "../hub/mod.ts";
import type { ClientError } from "./client_error.ts";
import type { ConversationLimits } from "./conversation_options.ts";
import type { Incoming } from "./incoming.ts";
import { Rejoin } from "./rejoin.ts";
import { Replays } from "./replays.ts";
import { Requests } from "./requests.ts";
import type { RoundTrip } from "./round_trip.ts";
import type { Seat } from "./seat.ts";
import type { Session } from "./session.ts";
import { Unacked } from "./unacked.ts";

/** After the hub found it too much, how long nothing is said, in milliseconds. */
const RATE_PAUSE_MS = 1_000;
const STREAM_WINDOW_MESSAGES = 256;

/** What an outbox needs to know of the conversation. */
export interface OutboxOptions {
  readonly limits: Pick<ConversationLimits, "unackedMaxMessages" | "unackedMaxBytes">;
  readonly incoming: Incoming;
  readonly seat: Seat;
  readonly session: Session;
  /** Where datagrams may get lost; undefined elsewhere. */
  readonly roundTrip: RoundTrip | undefined;
  readonly newId: () => string;
  /** See {@linkcode RejoinOptions}. */
  readonly refused: (error: ClientError) => void;
}

/**
 * Everything that waits for an answer of the hub's, in the order in which it is sent: commands
 * first, and while some of them lead back into one's rooms, nothing else.
 */
export class Outbox {
  readonly requests: Requests;
  readonly rejoin: Rejoin;
  readonly replays: Replays;
  readonly unacked: Unacked;

  constructor({ limits, incoming, seat, session, roundTrip, newId, refused }: OutboxOptions) {
    const { unackedMaxMessages: maxMessages, unackedMaxBytes: maxBytes } = limits;
    // One datagram at a time keeps the order in which things are said.
    const windowMessages = roundTrip !== undefined ? 1 : STREAM_WINDOW_MESSAGES;
    this.unacked = new Unacked({ windowMessages, maxMessages, maxBytes, roundTrip });
    this.requests = new Requests(roundTrip);
    this.replays = new Replays({ incoming, session, roundTrip, newId });
    this.rejoin = new Rejoin({ seat, session, requests: this.requests, newId, refused });
  }

  /** The connection is new: everything has to be sent again. */
  restart(): void {
    this.replays.restart();
    this.unacked.restart();
    this.requests.restart();
  }

  /** What is to be sent now. */
  *due(nowMs: number): Generator<ClientMessage, void> {
    yield* this.requests.due(nowMs);
    if (this.rejoin.isUnderWay) return;
    yield* this.replays.due(nowMs);
    yield* this.unacked.due(nowMs);
  }

  /** When something is to be sent next; Infinity where nothing is. */
  nextMs(): number {
    const commandMs = this.requests.nextMs();
    if (this.rejoin.isUnderWay) return commandMs;
    return Math.min(commandMs, this.unacked.nextMs(), this.replays.nextMs());
  }

  /** The hub refuses what has this id, or all at once. Returns false where nothing here is meant. */
  refuse(error: ClientError, id: string | undefined, nowMs: number): boolean {
    if (error.code === "rate-limited") {
      this.unacked.holdUntil(nowMs + RATE_PAUSE_MS);
      return true;
    }
    if (id === undefined) return false;
    if (error.code === "history-unavailable" && this.unacked.retryLater(id, nowMs)) return true;
    return this.unacked.refuse(id, error) || this.requests.refuse(id, error) ||
      this.replays.refuse(id, error, nowMs);
  }

  /** It is over: nothing will be answered any more. */
  refuseAll(error: ClientError): void {
    this.unacked.refuseAll(error);
    this.requests.refuseAll(error);
    this.replays.refuseAll(error);
  }
}
