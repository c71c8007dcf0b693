import type { ClientMessage, ErrorCode } from "../hub/mod.ts";
import type { Notice, WelcomeNotice } from "../hub/mod.ts";
import { Backoff } from "./backoff.ts";
import { ClientError } from "./client_error.ts";
import type { ConversationLimits, Host, Identity } from "./conversation_options.ts";
import { isEnding, isPassing } from "./ending.ts";
import type { ClientState, Message } from "./event.ts";
import { Heartbeat } from "./heartbeat.ts";
import { type Incoming, LossyIncoming, OrderedIncoming } from "./incoming.ts";
import { Outbox } from "./outbox.ts";
import type { HistoryRequest } from "./replays.ts";
import type { Request } from "./requests.ts";
import { RoundTrip } from "./round_trip.ts";
import { Seat } from "./seat.ts";
import { Session } from "./session.ts";
import type { Settle } from "./unacked.ts";
import { asMessage, asNotice, checkSendable } from "./wire.ts";

/** How long one attempt may take from the connect to the welcome, in milliseconds. */
const ATTEMPT_MS = 10_000;
/** A goodbye by datagram is sent so often at most. */
const GOODBYES_MAX = 3;

/** Of which kind the links are. */
export interface LinkKind {
  /** Datagrams: what is sent may be lost, doubled or overtaken. */
  readonly isLossy: boolean;
}

type ErrorNotice = Extract<Notice, { readonly event: "error" }>;
type Phase = "idle" | "connecting" | "greeting" | "online" | "waiting" | "leaving" | "closed";

/**
 * A client's side of the protocol over any number of connections, without a socket or a clock: it
 * is told what happens and when, and asks its {@linkcode Host} for the rest. Whoever drives it calls
 * `tick` at `nextMs()` at the latest.
 */
export class Conversation {
  readonly seat: Seat;
  readonly session: Session;
  readonly #roundTrip: RoundTrip | undefined;
  readonly #incoming: Incoming;
  readonly #outbox: Outbox;
  readonly #backoff: Backoff;
  readonly #heartbeat: Heartbeat;
  #phase: Phase = "idle";
  #helloId = "";
  #hasAskedInHello = false;
  #attempts = 0;
  /** When the present phase has to have made a step. */
  #dueMs = Infinity;
  #offlineSinceMs = 0;
  #closeDueMs = Infinity;
  #lastWords = "";
  #isSettled = false;

  constructor(
    readonly identity: Identity,
    readonly limits: ConversationLimits,
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
    this.#outbox = new Outbox({ limits, incoming, seat, session, roundTrip, newId, refused });
    this.session = session;
    this.seat = seat;
    this.#incoming = incoming;
    this.#roundTrip = roundTrip;
    const { retryFirstMs: firstMs, retryMaxMs: maxMs } = limits;
    this.#backoff = new Backoff({ firstMs, maxMs, random: () => host.random() });
    this.#heartbeat = new Heartbeat(1_000 * limits.heartbeatSeconds);
  }

  get state(): ClientState {
    return stateOf(this.#phase, { isSettled: this.#isSettled });
  }

  /** How many messages wait for their ack. */
  get unacked(): number {
    return this.#outbox.unacked.size;
  }

  start(nowMs: number): void {
    this.#offlineSinceMs = nowMs;
    this.#connect(nowMs);
  }

  /** The link is there: says hello. */
  opened(nowMs: number): void {
    if (this.#phase !== "connecting") return;
    this.#phase = "greeting";
    this.#heartbeat.heard(nowMs);
    this.#attempts = 0;
    this.#outbox.restart();
    if (this.session.hasBegun) this.#incoming.pause();
    this.#helloId = this.host.newId();
    this.#greet(nowMs);
  }

  /** The link is gone, or couldn't be made; `why` is a sentence. */
  lost(nowMs: number, why: string): void {
    if (this.#phase === "closed") return;
    if (this.#phase === "leaving") return this.#end(undefined);
    if (this.#phase === "online") this.#offlineSinceMs = nowMs;
    const sentence = this.#lastWords || why;
    this.#lastWords = "";
    const { connectTimeoutMs, giveUpAfterMs } = this.limits;
    const giveUpMs = this.#offlineSinceMs +
      (this.session.hasBegun ? giveUpAfterMs : connectTimeoutMs);
    const retryInMs = this.#backoff.nextMs();
    if (nowMs + retryInMs > giveUpMs) return this.#end(new ClientError("unreachable", sentence));
    this.#phase = "waiting";
    this.#dueMs = nowMs + retryInMs;
    this.host.emit({ event: "state", state: "waiting", msg: sentence, retryInMs });
  }

  /** Takes one message or notice, as parsed from JSON. */
  received(value: unknown, nowMs: number): void {
    if (this.#phase === "closed" || this.#phase === "connecting" || this.#phase === "waiting") {
      return;
    }
    this.#heartbeat.heard(nowMs);
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
    if (nowMs >= this.#closeDueMs) return this.#goodbye(nowMs);
    if (nowMs >= this.#dueMs) this.#overdue(nowMs);
    if (this.#phase === "online" && this.#heartbeat.isMissed(nowMs)) {
      const { silentMs } = this.#heartbeat;
      return this.#drop(nowMs, `Nothing was heard of the hub for ${silentMs / 1000} s.`);
    }
    this.#pump(nowMs);
  }

  /** When `tick` has to be called at the latest; Infinity: only after something else happens. */
  nextMs(): number {
    if (this.#phase !== "online") return Math.min(this.#dueMs, this.#closeDueMs);
    return Math.min(
      this.#dueMs,
      this.#closeDueMs,
      this.#heartbeat.nextMs(),
      this.#outbox.nextMs(),
    );
  }

  /**
   * Says a text, now or as soon as there is a connection.
   *
   * @throws {ClientError} `queue-full`, `closed`, `empty-message`, `lone-surrogate` or
   * `message-too-large`.
   */
  say(text: string, to: string | undefined, settle: Settle, nowMs: number): void {
    this.#refuseIfClosed();
    const id = this.host.newId();
    const msg = text.startsWith("/") ? `/${text}` : text;
    const message = { id, msg, to: to ?? this.seat.current };
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
    this.#refuseIfClosed();
    this.#outbox.requests.add({ ...request, id: this.host.newId() });
    this.#pump(nowMs);
  }

  /**
   * Asks for what was said in a room.
   *
   * @throws {ClientError} `queue-full` or `closed`.
   */
  history(request: HistoryRequest, nowMs: number): void {
    this.#refuseIfClosed();
    this.#outbox.replays.ask(request);
    this.#pump(nowMs);
  }

  /**
   * Sends a command as it was typed; its answer comes as a notice, if it comes.
   *
   * @throws {ClientError} `offline`.
   */
  command(line: string, nowMs: number): void {
    this.#refuseIfClosed();
    if (this.#phase !== "online") {
      throw new ClientError("offline", "There is no connection now: try again when there is.");
    }
    this.#send({ msg: line }, nowMs);
  }

  /** Waits for what isn't acknowledged, as long as the limits say, and ends. */
  close(nowMs: number): void {
    if (this.#phase === "closed" || this.#closeDueMs !== Infinity) return;
    this.#closeDueMs = nowMs + this.limits.closeTimeoutMs;
    this.#pump(nowMs);
  }

  /** Whoever reads has made room. */
  drained(nowMs: number): void {
    this.#incoming.drained();
    if (this.#phase === "online") this.#pump(nowMs);
  }

  #refuseIfClosed(): void {
    if (this.#phase === "closed" || this.#closeDueMs !== Infinity) {
      throw new ClientError("closed", "The client is closed: connect again.");
    }
  }

  #connect(nowMs: number): void {
    this.#phase = "connecting";
    this.#dueMs = nowMs + ATTEMPT_MS;
    this.host.emit({ event: "state", state: "connecting", msg: "Connecting." });
    this.host.connect();
  }

  #greet(nowMs: number): void {
    // By datagram a replay has to wait for the cookie of the welcome.
    this.#hasAskedInHello = this.session.hasBegun && !this.link.isLossy;
    const since = this.#hasAskedInHello ? this.#incoming.since : undefined;
    const { heartbeatSeconds } = this.limits;
    this.#send(this.session.hello({ id: this.#helloId, heartbeatSeconds, since }), nowMs);
    this.#dueMs = nowMs + (this.#roundTrip?.afterAttemptMs(this.#attempts++) ?? ATTEMPT_MS);
  }

  #overdue(nowMs: number): void {
    switch (this.#phase) {
      case "waiting":
        return this.#connect(nowMs);
      case "connecting":
        return this.#drop(nowMs, "The hub doesn't answer.");
      case "greeting":
        if (this.link.isLossy && this.#attempts < 6) return this.#greet(nowMs);
        return this.#drop(nowMs, "The hub doesn't answer.");
      case "leaving":
        return this.#sayQuit(nowMs);
      case "idle":
      case "online":
      case "closed":
        this.#dueMs = Infinity;
        return;
      default:
        this.#phase satisfies never;
    }
  }

  #notice(notice: Notice, nowMs: number): void {
    switch (notice.event) {
      case "welcome":
        return this.#welcomed(notice, nowMs);
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
        this.#lastWords = notice.msg;
        if (this.#phase === "leaving") return this.#end(undefined);
        if (isEnding(notice.reason)) {
          return this.#end(
            notice.reason === "quit" ? undefined : new ClientError(notice.reason, notice.msg),
          );
        }
        if (this.link.isLossy) this.#drop(nowMs, notice.msg);
        return;
      case "rename":
        this.session.follow(notice);
        break;
      case "join":
      case "leave":
        this.seat.follow(notice, this.session.name);
        break;
      case "who":
      case "rooms":
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

  #welcomed(notice: WelcomeNotice, nowMs: number): void {
    // A datagram of a session of before may come late.
    if (this.#phase === "greeting" && notice.id !== this.#helloId) return;
    this.#outbox.requests.answer(notice);
    if (this.#phase !== "greeting") {
      this.session.follow(notice);
      return this.#outbox.replays.welcomed();
    }
    const { isFirst, isResumed, isSameLog } = this.session.begin(notice);
    this.#phase = "online";
    this.#dueMs = Infinity;
    this.#backoff.reset();
    this.#isSettled = false;
    this.host.emit(notice);
    if (isFirst) this.#incoming.start(this.identity.since ?? notice.seq);
    if (!isSameLog) this.#newLog();
    if (!isResumed) {
      this.#outbox.rejoin.start();
      this.#pump(nowMs);
    }
    this.#outbox.replays.catchUp({
      helloId: this.#hasAskedInHello ? notice.id : undefined,
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
    if (this.#phase === "closed") return;
    this.host.emit({ name: "server", event: "error", msg, error: code as ErrorCode });
  }

  #refused(notice: ErrorNotice, nowMs: number): void {
    const { error: code, msg, id } = notice;
    if (this.#phase === "greeting" && (id === undefined || id === this.#helloId)) {
      if (isPassing(code, this.session.hasBegun)) return this.#drop(nowMs, msg);
      return this.#end(new ClientError(code, msg));
    }
    // The hub doesn't know this address (any more): it was started anew, or the lease ended.
    if (this.link.isLossy && (code === "name-missing" || code === "cookie-wrong")) {
      this.#phase = "connecting";
      return this.opened(nowMs);
    }
    if (!this.#outbox.refuse(new ClientError(code, msg), id, nowMs)) this.host.emit(notice);
  }

  /** Lets go of a link that is of no use any more. */
  #drop(nowMs: number, why: string): void {
    this.host.disconnect();
    this.lost(nowMs, why);
  }

  /** Sends whatever is due. */
  #pump(nowMs: number): void {
    if (
      this.#closeDueMs !== Infinity && this.#phase !== "leaving" && this.#outbox.unacked.size === 0
    ) {
      return this.#goodbye(nowMs);
    }
    if (this.#phase !== "online") return;
    if (!this.#outbox.rejoin.isUnderWay) this.#settle();
    for (const message of this.#outbox.due(nowMs)) this.#send(message, nowMs);
    if (this.#heartbeat.isDue(nowMs)) this.#send({}, nowMs);
  }

  /** One is back in one's rooms: what is said now is heard where it should be. */
  #settle(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.host.emit({ event: "state", state: "online", msg: `You are ${this.session.name}.` });
  }

  #send(message: ClientMessage, nowMs: number): void {
    this.#heartbeat.spoke(nowMs);
    this.host.send(message);
  }

  /** By datagram the hub has to be told; a stream's end tells by itself. */
  #goodbye(nowMs: number): void {
    this.#closeDueMs = Infinity;
    if (!this.link.isLossy || this.#phase !== "online") return this.#end(undefined);
    this.#phase = "leaving";
    this.#attempts = 0;
    this.#sayQuit(nowMs);
  }

  #sayQuit(nowMs: number): void {
    if (this.#attempts === GOODBYES_MAX) return this.#end(undefined);
    this.#dueMs = nowMs + this.#roundTrip!.afterAttemptMs(this.#attempts++);
    this.#send({ msg: "/quit" }, nowMs);
  }

  #end(error: ClientError | undefined): void {
    if (this.#phase === "closed") return;
    this.#phase = "closed";
    this.#dueMs = this.#closeDueMs = Infinity;
    this.host.disconnect();
    const why = error ?? new ClientError("closed", "The client was closed before the answer came.");
    this.#outbox.refuseAll(why);
    this.host.emit({ event: "state", state: "closed", msg: why.message });
    this.host.ended(error);
  }
}

function stateOf(phase: Phase, { isSettled }: { readonly isSettled: boolean }): ClientState {
  switch (phase) {
    case "idle":
    case "connecting":
    case "greeting":
      return "connecting";
    case "online":
      return isSettled ? "online" : "connecting";
    case "leaving":
      return "online";
    case "waiting":
    case "closed":
      return phase;
    default:
      return phase satisfies never;
  }
}
