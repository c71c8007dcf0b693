import type { ClientError } from "../client_error.ts";
import type { ClientLimits, SentMessage } from "../client_core_options.ts";
import type { Incoming } from "../receiving/incoming.ts";
import { Rejoin } from "./rejoin.ts";
import { Searches } from "../receiving/searches.ts";
import { Replays } from "../receiving/replays.ts";
import { Requests } from "./requests.ts";
import type { RoundTrip } from "../connection/round_trip.ts";
import type { Membership } from "../membership.ts";
import type { ResumePoint } from "../connection/resume_point.ts";
import { Unacked } from "./unacked.ts";

/** Milliseconds until a message is sent again after a refusal that passes. */
const RETRY_MS = 1_000;
const STREAM_WINDOW_MESSAGES = 256;

/** The parts of the client that a send queue needs. */
export interface SendQueueOptions {
  readonly limits: Pick<ClientLimits, "unackedMaxMessages" | "unackedMaxBytes" | "retrySafeMs">;
  readonly incoming: Incoming;
  readonly membership: Membership;
  readonly resumePoint: ResumePoint;
  /** The time-outs of datagrams; undefined over a stream, which loses nothing. */
  readonly roundTrip: RoundTrip | undefined;
  readonly newId: () => string;
  /** See {@linkcode RejoinOptions}. */
  readonly refused: (error: ClientError) => void;
}

/**
 * Everything that waits for an answer of the hub, in the order of sending: commands come first, and
 * nothing else goes out while some of them lead back into the client's rooms. No text goes out until a
 * hub with a restored log has learned the highest number that it gave.
 */
export class SendQueue {
  readonly requests: Requests;
  readonly rejoin: Rejoin;
  readonly replays: Replays;
  readonly searches: Searches;
  readonly unacked: Unacked;

  constructor(
    { limits, incoming, membership, resumePoint, roundTrip, newId, refused }: SendQueueOptions,
  ) {
    const { unackedMaxMessages: maxMessages, unackedMaxBytes: maxBytes, retrySafeMs } = limits;
    const ownName = () => resumePoint.name;
    // One datagram at a time keeps the order of texts.
    const windowMessages = roundTrip !== undefined ? 1 : STREAM_WINDOW_MESSAGES;
    this.unacked = new Unacked({
      ...{ windowMessages, maxMessages, maxBytes, retrySafeMs },
      ...{ roundTrip, ownName },
    });
    this.requests = new Requests(roundTrip);
    this.replays = new Replays({ incoming, resumePoint, roundTrip, newId });
    this.searches = new Searches(roundTrip, newId);
    this.rejoin = new Rejoin({ membership, resumePoint, requests: this.requests, newId, refused });
  }

  /** The connection is new: everything is sent again. */
  restart(): void {
    this.replays.restart();
    this.searches.restart();
    this.unacked.restart();
    this.requests.restart();
  }

  /** Yields the messages that are due. */
  *due(nowMs: number): Generator<SentMessage, void> {
    yield* this.requests.due(nowMs);
    if (this.rejoin.isUnderWay) return;
    yield* this.replays.due(nowMs);
    if (this.replays.isShowing) return;
    yield* this.searches.due(nowMs);
    // The hub accepts a text for any existing room. A text that waits goes only into a room that lets
    // its author in.
    yield* this.unacked.due(nowMs, this.requests.entering);
  }

  /** Returns the time of the next sending; Infinity: none is planned. */
  nextMs(): number {
    const commandMs = this.requests.nextMs();
    if (this.rejoin.isUnderWay) return commandMs;
    const nextMs = Math.min(commandMs, this.replays.nextMs());
    if (this.replays.isShowing) return nextMs;
    const nextUnackedMs = this.unacked.nextMs(this.requests.entering);
    return Math.min(nextMs, this.searches.nextMs(), nextUnackedMs);
  }

  /** Handles a refusal, of one id or of all. Returns false if nothing here has this id. */
  refuse(error: ClientError, id: string | undefined, nowMs: number): boolean {
    const isRate = error.code === "rate-limited";
    const retryMs = nowMs + RETRY_MS;
    if (isRate) this.unacked.holdUntil(retryMs);
    if (id === undefined) return isRate;
    if (this.replays.refuse(id, error, nowMs)) return true;
    if (this.searches.refuse(id, error, nowMs)) return true;
    if (error.retry) return this.unacked.retryAt(id, retryMs) || this.requests.retryAt(id, retryMs);
    return this.unacked.refuse(id, error) || this.#refuseCommand(id, error);
  }

  /** Refuses a command, and with it the texts that wait for its room. */
  #refuseCommand(id: string, error: ClientError): boolean {
    const room = this.requests.roomOf(id);
    const isRefused = this.requests.refuse(id, error);
    if (room !== undefined) this.unacked.refuseUnsent(room, error);
    return isRefused;
  }

  /** Refuses everything: the client has ended, and nothing will be answered. */
  refuseAll(error: ClientError): void {
    this.unacked.refuseAll(error);
    this.requests.refuseAll(error);
    this.replays.refuseAll(error);
    this.searches.refuseAll(error);
  }
}
