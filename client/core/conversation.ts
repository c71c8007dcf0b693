import { type ErrorCode, escapeSlash, type Notice, type WelcomeNotice } from "../../hub/mod.ts";
import { ClientError } from "./client_error.ts";
import { Connectivity } from "./connectivity.ts";
import type { ConversationLimits, Host, Identity, LinkKind } from "./conversation_options.ts";
import type { ClientState, Message } from "./event.ts";
import { type Incoming, LossyIncoming, OrderedIncoming } from "./incoming.ts";
import { Outbox } from "./outbox.ts";
import type { HistoryRequest } from "./replays.ts";
import type { Request } from "./requests.ts";
import { RoundTrip } from "./round_trip.ts";
import { Seat } from "./seat.ts";
import { Session } from "./session.ts";
import type { Settle } from "./unacked.ts";
import { asMessage, asNotice, checkSendable } from "./wire.ts";

type ErrorNotice = Extract<Notice, { readonly event: "error" }>;

/**
 * A client's side of the protocol over any number of connections, without a socket or a clock: it
 * is told what happens and when, and asks its {@linkcode Host} for the rest. Whoever drives it calls
 * `tick` at `nextMs()` at the latest.
 *
 * It leads whatever comes to its part: {@linkcode Connectivity} (phases, hellos, heartbeats,
 * goodbyes), {@linkcode Session} (who one is to the hub), {@linkcode Seat} (one's rooms),
 * {@linkcode Outbox} (what waits for an answer), {@linkcode Incoming} (messages, once each).
 */
export class Conversation {
  readonly seat: Seat;
  readonly session: Session;
  readonly #incoming: Incoming;
  readonly #outbox: Outbox;
  readonly #connectivity: Connectivity;

  constructor(
    readonly identity: Identity,
    limits: ConversationLimits,
    readonly link: LinkKind,
    readonly host: Host,
  ) {
    const session = new Session(identity);
    const seat = new Seat(identity.rooms);
    const roundTrip = link.isLossy ? new RoundTrip() : undefined;
    const delivery = {
      free: () => host.free(),
      isRoomy: () => host.isRoomy(),
      deliver: (message: Message) => host.emit(message),
      ownName: () => session.name,
    };
    const incoming = link.isLossy ? new LossyIncoming(delivery) : new OrderedIncoming(delivery);
    const newId = () => host.newId();
    const refused = (error: ClientError) => this.#lostRoom(error);
    const outbox = new Outbox({ limits, incoming, seat, session, roundTrip, newId, refused });
    const refuseAll = (why: ClientError) => outbox.refuseAll(why);
    this.#connectivity = new Connectivity({ limits, host, session, roundTrip, refuseAll });
    this.session = session;
    this.seat = seat;
    this.#incoming = incoming;
    this.#outbox = outbox;
  }

  get state(): ClientState {
    return this.#connectivity.state;
  }

  /** How many messages wait for their ack. */
  get unacked(): number {
    return this.#outbox.unacked.size;
  }

  start(nowMs: number): void {
    this.#connectivity.start(nowMs);
  }

  /** The link is there: says hello. */
  opened(nowMs: number): void {
    if (this.#connectivity.isConnecting) this.#greet(nowMs);
  }

  /** The link is gone, or couldn't be made; `why` is a sentence. */
  lost(nowMs: number, why: string): void {
    this.#connectivity.lost(nowMs, why);
  }

  /** The link can't be made, and no other attempt can be better; `why` is a sentence. */
  unreachable(nowMs: number, why: string): void {
    this.#connectivity.unreachable(nowMs, why);
  }

  /** Takes one message or notice, as parsed from JSON. */
  received(value: unknown, nowMs: number): void {
    if (!this.#connectivity.heard(nowMs)) return;
    const notice = asNotice(value);
    if (notice !== undefined) this.#notice(notice, nowMs);
    else {
      const message = asMessage(value);
      if (message !== undefined && !this.#outbox.replays.take(message)) {
        this.#incoming.take(message);
      }
    }
    this.#pump(nowMs);
  }

  /** Looks after everything that has its time. */
  tick(nowMs: number): void {
    this.#connectivity.tick(nowMs);
    this.#pump(nowMs);
  }

  /** When `tick` has to be called at the latest; Infinity: only after something else happens. */
  nextMs(): number {
    const nextMs = this.#connectivity.nextMs();
    return this.#connectivity.isOnline ? Math.min(nextMs, this.#outbox.nextMs()) : nextMs;
  }

  /**
   * Says a text, now or as soon as there is a connection.
   *
   * @throws {ClientError} `queue-full`, `closed`, `not-in-room`, `empty-message`, `lone-surrogate`
   * or `message-too-large`.
   */
  say(text: string, to: string | undefined, settle: Settle, nowMs: number): void {
    this.#connectivity.refuseIfClosed();
    if (to === undefined && !this.seat.has(this.seat.current)) {
      throw new ClientError("not-in-room", "You are in no room: join one, or say whom to.");
    }
    const id = this.host.newId();
    const message = { id, msg: escapeSlash(text), to: to ?? this.seat.current };
    checkSendable(message);
    this.#outbox.unacked.add(message, settle);
    this.#pump(nowMs);
  }

  /**
   * Gives a command, now or as soon as there is a connection, and again over the next one.
   *
   * @throws {ClientError} `queue-full` or `closed`.
   */
  request(request: Omit<Request, "id">, nowMs: number): void {
    this.#connectivity.refuseIfClosed();
    this.#outbox.requests.add({ ...request, id: this.host.newId() });
    this.#pump(nowMs);
  }

  /**
   * Asks for what was said in a room.
   *
   * @throws {ClientError} `queue-full` or `closed`.
   */
  history(request: HistoryRequest, nowMs: number): void {
    this.#connectivity.refuseIfClosed();
    this.#outbox.replays.ask(request);
    this.#pump(nowMs);
  }

  /**
   * Sends a command as it was typed; its answer comes as a notice, if it comes.
   *
   * @throws {ClientError} `offline` or `closed`.
   */
  command(line: string, nowMs: number): void {
    this.#connectivity.refuseIfClosed();
    if (!this.#connectivity.isOnline) {
      throw new ClientError("offline", "There is no connection now: try again when there is.");
    }
    this.#connectivity.send({ msg: line }, nowMs);
  }

  /** Waits for what isn't acknowledged, as long as the limits say, and ends. */
  close(nowMs: number): void {
    this.#connectivity.close(nowMs);
    this.#pump(nowMs);
  }

  /** Whoever reads has made room. */
  drained(nowMs: number): void {
    this.#incoming.drained();
    if (this.#connectivity.isOnline) this.#pump(nowMs);
  }

  #greet(nowMs: number): void {
    this.#outbox.restart();
    if (this.session.hasBegun) this.#incoming.pause();
    this.#connectivity.greet(this.#incoming.since, nowMs);
  }

  #notice(notice: Notice, nowMs: number): void {
    switch (notice.event) {
      case "welcome":
        return this.#welcomed(notice);
      case "ack":
        if (this.#outbox.unacked.acknowledge(notice.id, notice.seq, nowMs)) {
          this.#incoming.own(notice.seq);
        }
        return;
      case "error":
        return this.#refused(notice, nowMs);
      case "history":
        if (this.#outbox.replays.ended(notice, nowMs)) this.host.emit(notice);
        return;
      case "heartbeat":
        return;
      case "close":
        this.host.emit(notice);
        return this.#connectivity.dismissed(notice.reason, notice.msg, nowMs);
      case "rename":
        this.session.follow(notice);
        break;
      case "join":
      case "leave":
        this.seat.follow(notice, this.session.name);
        break;
      case "who":
      case "rooms":
      case "bans":
      case "whois":
      case "help":
      case "info":
      case "time":
        break;
      default:
        notice satisfies never;
    }
    this.#outbox.requests.answer(notice);
    this.host.emit(notice);
  }

  #welcomed(notice: WelcomeNotice): void {
    const { hello } = this.#connectivity;
    // A datagram of a session of before may come late.
    if (hello !== undefined && hello.id !== notice.id) return;
    this.#outbox.requests.answer(notice);
    if (hello === undefined) {
      this.session.follow(notice);
      return this.#outbox.replays.welcomed();
    }
    const { isFirst, isResumed, isSameLog } = this.session.begin(notice);
    this.#connectivity.welcomed();
    this.host.emit(notice);
    if (isFirst) this.#incoming.start(this.identity.since ?? notice.seq);
    const { newest } = this.#incoming;
    // A number that the hub never gave is another log's.
    const isUnknown = newest > notice.seq;
    if (!isSameLog || isUnknown) this.#newLog();
    if (!isResumed) this.#outbox.rejoin.start();
    this.#outbox.replays.catchUp({
      helloId: hello.since === undefined ? undefined : hello.id,
      isSameLog,
      // Nobody knows the epoch of a number that a client begins with.
      unknownSeq: isUnknown && !isFirst ? newest : undefined,
      // A connection that broke before it led back to the rooms left a session without them.
      isIntact: isResumed && isSameLog && !this.#outbox.rejoin.isUnderWay,
      isTold: !isFirst || this.identity.since !== undefined,
    });
  }

  #newLog(): void {
    this.#incoming.start(0);
    this.host.emit({
      event: "gap",
      msg: "The hub has started a new log: what was said at the end of the old one is lost.",
    });
  }

  /** The hub doesn't let one back into a room. */
  #lostRoom({ code, message: msg }: ClientError): void {
    if (this.#connectivity.isClosed) return;
    this.host.emit({ name: "server", event: "error", msg, error: code as ErrorCode });
  }

  #refused(notice: ErrorNotice, nowMs: number): void {
    const { error: code, msg, id } = notice;
    const error = new ClientError(code, msg);
    if (this.#connectivity.refused(error, id, nowMs)) return;
    // The hub doesn't know this address (any more): it was started anew, or the lease ended.
    const isStranger = code === "name-missing" || code === "cookie-wrong";
    if (this.link.isLossy && isStranger) return this.#greet(nowMs);
    if (!this.#outbox.refuse(error, id, nowMs)) this.host.emit(notice);
  }

  /** Sends whatever is due. */
  #pump(nowMs: number): void {
    if (this.#connectivity.isClosing && this.#outbox.unacked.size === 0) {
      return this.#connectivity.leave(nowMs);
    }
    if (!this.#connectivity.isOnline) return;
    if (!this.#outbox.rejoin.isUnderWay) this.#connectivity.settle();
    for (const message of this.#outbox.due(nowMs)) this.#connectivity.send(message, nowMs);
    this.#connectivity.beat(nowMs);
  }
}
