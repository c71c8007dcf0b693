import type { Host, Identity } from "../client_core_options.ts";
import { ClientError } from "../client_error.ts";
import type { Connectivity } from "../connection/connectivity.ts";
import type { Incoming } from "./incoming.ts";
import type { Membership } from "../membership.ts";
import type { ResumePoint } from "../connection/resume_point.ts";
import type { SendQueue } from "../sending/send_queue.ts";
import type { ErrorCode, Notice, WelcomeNotice } from "../../../vocabulary/mod.ts";

type ErrorNotice = Extract<Notice, { readonly event: "error" }>;

/** Refusals of `/register` and `/identify`: what was typed isn't the name's password. */
const PASSWORD_REFUSALS: readonly string[] = [
  "account-limit",
  "name-registered",
  "password-invalid",
  "password-wrong",
];

/** The parts of a client that the hub's notices change. */
export interface NoticeParts {
  readonly identity: Identity;
  readonly host: Host;
  readonly membership: Membership;
  readonly resumePoint: ResumePoint;
  readonly incoming: Incoming;
  readonly sendQueue: SendQueue;
  readonly connectivity: Connectivity;
  /** True for datagrams, which may be lost, come late or overtake each other. */
  readonly isLossy: boolean;
}

/** Hands each notice of the hub to the parts of the client that it concerns. */
export class NoticeHandler {
  readonly #parts: NoticeParts;
  /** The newest known number at the time of the present connection's hello. */
  #newestAtHello = 0;

  constructor(parts: NoticeParts) {
    this.#parts = parts;
  }

  /** Says hello over an open uplink. */
  greet(nowMs: number): void {
    const { connectivity, incoming, resumePoint, sendQueue } = this.#parts;
    sendQueue.restart();
    if (resumePoint.hasBegun) incoming.pause();
    this.#newestAtHello = incoming.newest;
    connectivity.greet(incoming.since, nowMs);
  }

  /** Handles a notice of the hub. */
  handle(notice: Notice, nowMs: number): void {
    switch (notice.event) {
      case "welcome":
        return this.#welcomed(notice, nowMs);
      case "ack":
        if (this.#parts.sendQueue.unacked.acknowledge(notice.id, notice.seq, nowMs)) {
          this.#parts.incoming.own(notice.seq);
        }
        return;
      case "error":
        return this.#refused(notice, nowMs);
      case "history":
        if (this.#parts.sendQueue.replays.ended(notice, nowMs)) this.#parts.host.emit(notice);
        return;
      case "search":
        if (!this.#parts.sendQueue.searches.ended(notice, nowMs)) this.#parts.host.emit(notice);
        return;
      case "heartbeat":
        return this.#parts.connectivity.answerHeartbeat(nowMs);
      case "close":
        this.#parts.host.emit(notice);
        return this.#parts.connectivity.dismissed(notice, nowMs);
      case "rename":
        this.#parts.resumePoint.apply(notice);
        break;
      case "join":
      case "leave":
        this.#parts.membership.apply(notice, this.#parts.resumePoint.name);
        break;
      case "who":
      case "rooms":
      case "bans":
      case "hook":
      case "hooks":
      case "whois":
      case "help":
      case "info":
      case "topic":
      case "room":
      case "typing":
      case "away":
      case "read":
      case "unread":
      case "pins":
      case "file":
      case "time":
        break;
      default:
        notice satisfies never;
    }
    this.#parts.sendQueue.requests.answer(notice);
    this.#parts.host.emit(notice);
  }

  #welcomed(notice: WelcomeNotice, nowMs: number): void {
    const { hello } = this.#parts.connectivity;
    // A datagram of an earlier session may come late.
    if (hello !== undefined && hello.id !== notice.id) return;
    this.#parts.connectivity.learn(notice.nodes ?? []);
    this.#parts.sendQueue.requests.answer(notice);
    if (hello === undefined) {
      this.#parts.resumePoint.apply(notice);
      return this.#parts.sendQueue.replays.welcomed();
    }
    const { isFirst, isResumed, isSameLog } = this.#parts.resumePoint.begin(notice);
    this.#parts.connectivity.welcomed(nowMs);
    this.#parts.host.emit(notice);
    if (isFirst) this.#parts.incoming.start(this.#parts.identity.since ?? notice.seq);
    // A number that the hub never gave belongs to another log. An ack may overtake the welcome.
    const newest = isFirst ? this.#parts.incoming.newest : this.#newestAtHello;
    const isUnknown = newest > notice.seq;
    if (!isSameLog || isUnknown) this.#newLog();
    if (!isResumed) this.#parts.sendQueue.rejoin.start();
    this.#parts.sendQueue.replays.catchUp({
      helloId: hello.since === undefined ? undefined : hello.id,
      isSameLog,
      // The epoch of a number with which a client begins is unknown.
      unknownSeq: isUnknown && !isFirst ? newest : undefined,
      // A connection that broke before the client was back in its rooms left a session without them.
      isIntact: isResumed && isSameLog && !this.#parts.sendQueue.rejoin.isUnderWay,
      isTold: !isFirst || this.#parts.identity.since !== undefined,
    });
  }

  #newLog(): void {
    this.#parts.incoming.start(0);
    this.#parts.host.emit({
      event: "gap",
      msg: "The hub has started a new log: what was said at the end of the old one is lost.",
    });
  }

  /** The hub doesn't let the client back into a room. */
  lostRoom({ code, message: msg }: ClientError): void {
    if (this.#parts.connectivity.isClosed) return;
    this.#parts.host.emit({ name: "server", event: "error", msg, error: code as ErrorCode });
  }

  #refused(notice: ErrorNotice, nowMs: number): void {
    const { error: code, msg, id, retry = false } = notice;
    const error = new ClientError(code, msg, { retry });
    if (this.#parts.connectivity.refused(error, id, nowMs)) return;
    if (PASSWORD_REFUSALS.includes(code)) this.#parts.resumePoint.typedPassword.forget();
    // The hub doesn't know this address any more: it was restarted, or the lease has ended.
    const isStranger = code === "name-missing" || code === "cookie-wrong";
    if (this.#parts.isLossy && isStranger) return this.greet(nowMs);
    if (!this.#parts.sendQueue.refuse(error, id, nowMs)) this.#parts.host.emit(notice);
  }
}
