import type { ClientError } from "./client_error.ts";
import type { ClientLimits } from "./client_core_options.ts";
import type { Incoming } from "./incoming.ts";
import { Rejoin } from "./rejoin.ts";
import { Replays } from "./replays.ts";
import { Requests } from "./requests.ts";
import type { RoundTrip } from "./round_trip.ts";
import type { Membership } from "./membership.ts";
import type { ResumePoint } from "./resume_point.ts";
import { Unacked } from "./unacked.ts";
import type { ClientMessage } from "../../vocabulary/mod.ts";

/** After a refusal that passes, how long until the same is sent again, in milliseconds. */
const RETRY_MS = 1_000;
const STREAM_WINDOW_MESSAGES = 256;

/** The parts of the client that a send queue needs. */
export interface SendQueueOptions {
  readonly limits: Pick<ClientLimits, "unackedMaxMessages" | "unackedMaxBytes" | "retrySafeMs">;
  readonly incoming: Incoming;
  readonly membership: Membership;
  readonly resumePoint: ResumePoint;
  /** For links that may lose datagrams; undefined elsewhere. */
  readonly roundTrip: RoundTrip | undefined;
  readonly newId: () => string;
  /** See {@linkcode RejoinOptions}. */
  readonly refused: (error: ClientError) => void;
}

/**
 * Everything that waits for an answer of the hub's, in the order in which it is sent: commands
 * first, and while some of them lead back into one's rooms, nothing else. No text goes out before a hub
 * whose log was put back has learned which numbers it gave.
 */
export class SendQueue {
  readonly requests: Requests;
  readonly rejoin: Rejoin;
  readonly replays: Replays;
  readonly unacked: Unacked;

  constructor(
    { limits, incoming, membership, resumePoint, roundTrip, newId, refused }: SendQueueOptions,
  ) {
    const { unackedMaxMessages: maxMessages, unackedMaxBytes: maxBytes, retrySafeMs } = limits;
    const ownName = () => resumePoint.name;
    // One datagram at a time keeps the order in which things are said.
    const windowMessages = roundTrip !== undefined ? 1 : STREAM_WINDOW_MESSAGES;
    this.unacked = new Unacked({
      ...{ windowMessages, maxMessages, maxBytes, retrySafeMs },
      ...{ roundTrip, ownName },
    });
    this.requests = new Requests(roundTrip);
    this.replays = new Replays({ incoming, resumePoint, roundTrip, newId });
    this.rejoin = new Rejoin({ membership, resumePoint, requests: this.requests, newId, refused });
  }

  /** The connection is new: everything has to be sent again. */
  restart(): void {
    this.replays.restart();
    this.unacked.restart();
    this.requests.restart();
  }

  /** Yields the messages that are to be sent now. */
  *due(nowMs: number): Generator<ClientMessage, void> {
    yield* this.requests.due(nowMs);
    if (this.rejoin.isUnderWay) return;
    yield* this.replays.due(nowMs);
    if (this.replays.isShowing) return;
    // The hub takes a text for any room there is. A text that waits is said only in a room that lets
    // its author in.
    yield* this.unacked.due(nowMs, this.requests.entering);
  }

  /** The time at which something is to be sent next; Infinity where nothing is. */
  nextMs(): number {
    const commandMs = this.requests.nextMs();
    if (this.rejoin.isUnderWay) return commandMs;
    const nextMs = Math.min(commandMs, this.replays.nextMs());
    if (this.replays.isShowing) return nextMs;
    return Math.min(nextMs, this.unacked.nextMs(this.requests.entering));
  }

  /** The hub refuses what has this id, or all at once. Returns false where nothing here is meant. */
  refuse(error: ClientError, id: string | undefined, nowMs: number): boolean {
    const isRate = error.code === "rate-limited";
    const retryMs = nowMs + RETRY_MS;
    if (isRate) this.unacked.holdUntil(retryMs);
    if (id === undefined) return isRate;
    if (this.replays.refuse(id, error, nowMs)) return true;
    if (error.retry) return this.unacked.retryAt(id, retryMs) || this.requests.retryAt(id, retryMs);
    return this.unacked.refuse(id, error) || this.#refuseCommand(id, error);
  }

  /** Whoever isn't let into a room hasn't said there either what waited for that. */
  #refuseCommand(id: string, error: ClientError): boolean {
    const room = this.requests.roomOf(id);
    const isRefused = this.requests.refuse(id, error);
    if (room !== undefined) this.unacked.refuseUnsent(room, error);
    return isRefused;
  }

  /** It is over: nothing will be answered any more. */
  refuseAll(error: ClientError): void {
    this.unacked.refuseAll(error);
    this.requests.refuseAll(error);
    this.replays.refuseAll(error);
  }
}
