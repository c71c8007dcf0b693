import { Backoff } from "./backoff.ts";
import { ClientError } from "./client_error.ts";
import type { ClientLimits, Host } from "./client_core_options.ts";
import type { ClientState } from "./event.ts";
import { withFullStop } from "./full_stop.ts";
import { Heartbeat } from "./heartbeat.ts";
import { dueMsOf, type Hello, type Phase, stateOf } from "./phase.ts";
import type { RoundTrip } from "./round_trip.ts";
import type { ResumePoint } from "./resume_point.ts";
import type { ClientMessage, CloseNotice } from "../../vocabulary/mod.ts";

/** How long a link may take to open, and a stream's hub to answer the hello, in milliseconds. */
const ATTEMPT_MS = 10_000;
/** A hello by datagram is sent so often at most; over a stream once is enough. */
const HELLOS_MAX = 6;
/** A goodbye by datagram is sent so often at most. */
const GOODBYES_MAX = 3;

/** The parts of the client that connectivity needs. */
export interface ConnectivityOptions {
  readonly limits: ClientLimits;
  readonly host: Host;
  readonly resumePoint: ResumePoint;
  /** Where datagrams may get lost; undefined elsewhere. */
  readonly roundTrip: RoundTrip | undefined;
  /** Said once, when it is over: nothing will be answered any more, for this reason. */
  readonly refuseAll: (error: ClientError) => void;
}

/**
 * How it stands with the connection, over one link after another: it is looked for, greeted, kept
 * alive, lost and looked for again, until one leaves, or gives up, or isn't wanted any more.
 */
export class Connectivity {
  readonly options: ConnectivityOptions;
  readonly #backoff: Backoff;
  readonly #heartbeat: Heartbeat;
  #phase: Phase = { kind: "idle" };
  #offlineSinceMs = 0;
  #closeDueMs = Infinity;
  #lastWords = "";

  constructor(options: ConnectivityOptions) {
    this.options = options;
    const { host, limits: { retryFirstMs: firstMs, retryMaxMs: maxMs, heartbeatSeconds } } =
      options;
    this.#backoff = new Backoff({ firstMs, maxMs, random: () => host.random() });
    this.#heartbeat = new Heartbeat(1_000 * heartbeatSeconds);
  }

  get state(): ClientState {
    return stateOf(this.#phase);
  }

  /** Whether a link is being opened. */
  get isConnecting(): boolean {
    return this.#phase.kind === "connecting";
  }

  /** Whether the hub has welcomed the present link. */
  get isOnline(): boolean {
    return this.#phase.kind === "online";
  }

  /** True while the hub has welcomed the link and the client is in its rooms. */
  get isAnnounced(): boolean {
    return this.#phase.kind === "online" && this.#phase.isAnnounced;
  }

  /** Whether it is to end as soon as nothing waits for its ack. */
  get isClosing(): boolean {
    return this.#closeDueMs !== Infinity && this.#phase.kind !== "leaving";
  }

  get isClosed(): boolean {
    return this.#phase.kind === "closed";
  }

  /** The hello that waits for its welcome, if one does. */
  get hello(): Hello | undefined {
    return this.#phase.kind === "greeting" ? this.#phase.hello : undefined;
  }

  start(nowMs: number): void {
    this.#offlineSinceMs = nowMs;
    this.#connect(nowMs);
  }

  /** @param since The last number known: a hello asks for what came after it where it can. */
  greet(since: number, nowMs: number): void {
    // A hub that has forgotten who leaves it needs no goodbye.
    if (this.#phase.kind === "leaving") return this.#end(undefined);
    const { host, resumePoint, roundTrip } = this.options;
    this.#heartbeat.heard(nowMs);
    // By datagram a replay has to wait for the cookie of the welcome.
    const asks = resumePoint.hasBegun && roundTrip === undefined;
    this.#sayHello({ id: host.newId(), since: asks ? since : undefined }, 0, nowMs);
  }

  /** The hello is answered. */
  welcomed(): void {
    this.#phase = { kind: "online", isAnnounced: false };
    this.#backoff.reset();
  }

  /** One is back in one's rooms: what is said now is heard where it should be. */
  announceOnline(): void {
    if (this.#phase.kind !== "online" || this.#phase.isAnnounced) return;
    this.#phase = { kind: "online", isAnnounced: true };
    const { host, resumePoint } = this.options;
    host.emit({ event: "state", state: "online", msg: `You are ${resumePoint.name}.` });
  }

  /** The link brings something. Returns false where nothing is to be heard of it. */
  heard(nowMs: number): boolean {
    const { kind } = this.#phase;
    if (kind === "closed" || kind === "connecting" || kind === "waiting") return false;
    this.#heartbeat.heard(nowMs);
    return true;
  }

  send(message: ClientMessage, nowMs: number): void {
    this.#heartbeat.spoke(nowMs);
    this.options.host.send(message);
  }

  /** Answers the hub's heartbeat, unless something was said a moment ago. */
  answerHeartbeat(nowMs: number): void {
    if (this.isOnline && this.#heartbeat.isWorthAnswering(nowMs)) this.send({}, nowMs);
  }

  /** Connects at once rather than after the delay: something speaks for a network being there. */
  retryNow(nowMs: number): void {
    if (this.#phase.kind === "waiting") this.#connect(nowMs);
    else this.tick(nowMs);
  }

  /** Says nothing, where nothing was said for long. */
  beat(nowMs: number): void {
    if (this.#heartbeat.isDue(nowMs)) this.send({}, nowMs);
  }

  /** Returns false where it isn't the hello that is refused. */
  refused(error: ClientError, id: string | undefined, nowMs: number): boolean {
    const { hello } = this;
    if (hello === undefined || id !== undefined && id !== hello.id) return false;
    if (error.retry && this.options.limits.retriesHello) this.#drop(nowMs, error.message, error);
    else this.#end(error);
    return true;
  }

  /** The hub ends the connection, and says whether the client should come back. */
  dismissed({ reason, msg, retry }: CloseNotice, nowMs: number): void {
    this.#lastWords = msg;
    if (this.#phase.kind === "leaving" || reason === "quit") this.#end(undefined);
    else if (!retry) this.#end(new ClientError(reason, msg));
    else if (this.options.roundTrip !== undefined) this.#drop(nowMs, msg);
  }

  /**
   * The link is gone, or couldn't be made.
   *
   * @param why A sentence.
   * @param refusal Of the hello, where that is the reason.
   */
  lost(nowMs: number, why: string, refusal?: ClientError): void {
    if (this.isClosed) return;
    if (this.#phase.kind === "leaving") return this.#end(undefined);
    if (this.isOnline) this.#offlineSinceMs = nowMs;
    const { host, resumePoint, limits: { connectTimeoutMs, giveUpAfterMs } } = this.options;
    const msg = withFullStop(this.#lastWords || why);
    this.#lastWords = "";
    const giveUpMs = this.#offlineSinceMs +
      (resumePoint.hasBegun ? giveUpAfterMs : connectTimeoutMs);
    const retryInMs = this.#backoff.nextMs();
    if (nowMs + retryInMs > giveUpMs) {
      return this.#end(refusal ?? new ClientError("unreachable", msg));
    }
    this.#phase = { kind: "waiting", dueMs: nowMs + retryInMs };
    host.emit({ event: "state", state: "waiting", msg, retryInMs });
  }

  /** The link can't be made, and no other attempt can be better; `why` is a sentence. */
  unreachable(nowMs: number, why: string): void {
    // There was a hub here before: it may come back as it was.
    if (this.options.resumePoint.hasBegun) return this.lost(nowMs, why);
    this.#end(new ClientError("unreachable", withFullStop(why)));
  }

  /** Looks after everything that has its time. */
  tick(nowMs: number): void {
    if (nowMs >= this.#closeDueMs) return this.leave(nowMs);
    if (nowMs >= dueMsOf(this.#phase)) this.#overdue(nowMs);
    if (!this.isOnline || !this.#heartbeat.isMissed(nowMs)) return;
    this.#drop(nowMs, `Nothing was heard of the hub for ${this.#heartbeat.silentMs / 1000} s.`);
  }

  /** When `tick` has to be called at the latest. */
  nextMs(): number {
    const heartbeatMs = this.isOnline ? this.#heartbeat.nextMs() : Infinity;
    return Math.min(dueMsOf(this.#phase), this.#closeDueMs, heartbeatMs);
  }

  /** It is to end as soon as nothing waits for its ack, or after `closeTimeoutMs`. */
  close(nowMs: number): void {
    if (this.isClosed || this.#closeDueMs !== Infinity) return;
    this.#closeDueMs = nowMs + this.options.limits.closeTimeoutMs;
  }

  /**
   * @throws {ClientError} `closed`.
   */
  refuseIfClosed(): void {
    if (this.isClosed || this.#closeDueMs !== Infinity) {
      throw new ClientError("closed", "The client is closed: connect again.");
    }
  }

  /** Ends it now. By datagram the hub has to be told; a stream's end tells by itself. */
  leave(nowMs: number): void {
    this.#closeDueMs = Infinity;
    if (this.isOnline) this.#sayQuit(0, nowMs);
    else this.#end(undefined);
  }

  #connect(nowMs: number): void {
    const { host } = this.options;
    this.#phase = { kind: "connecting", dueMs: nowMs + ATTEMPT_MS };
    host.emit({ event: "state", state: "connecting", msg: "Connecting." });
    host.connect();
  }

  #overdue(nowMs: number): void {
    const phase = this.#phase;
    switch (phase.kind) {
      case "waiting":
        return this.#connect(nowMs);
      case "connecting":
        return this.#drop(nowMs, "The hub doesn't answer.");
      case "greeting":
        return this.#sayHello(phase.hello, phase.attempts, nowMs);
      case "leaving":
        return this.#sayQuit(phase.attempts, nowMs);
      case "idle":
      case "online":
      case "closed":
        return;
      default:
        phase satisfies never;
    }
  }

  #sayHello(hello: Hello, attempts: number, nowMs: number): void {
    const { limits: { heartbeatSeconds }, resumePoint, roundTrip } = this.options;
    const maxAttempts = roundTrip === undefined ? 1 : HELLOS_MAX;
    if (attempts === maxAttempts) return this.#drop(nowMs, "The hub doesn't answer.");
    const dueMs = nowMs + (roundTrip?.afterAttemptMs(attempts) ?? ATTEMPT_MS);
    this.#phase = { kind: "greeting", hello, attempts: attempts + 1, dueMs };
    this.send(resumePoint.hello({ ...hello, heartbeatSeconds }), nowMs);
  }

  #sayQuit(attempts: number, nowMs: number): void {
    const { roundTrip } = this.options;
    if (roundTrip === undefined || attempts === GOODBYES_MAX) return this.#end(undefined);
    const dueMs = nowMs + roundTrip.afterAttemptMs(attempts);
    this.#phase = { kind: "leaving", attempts: attempts + 1, dueMs };
    this.send({ msg: "/quit" }, nowMs);
  }

  /** Lets go of a link that is of no use any more. */
  #drop(nowMs: number, why: string, refusal?: ClientError): void {
    this.options.host.disconnect();
    this.lost(nowMs, why, refusal);
  }

  #end(error: ClientError | undefined): void {
    if (this.isClosed) return;
    const { host, refuseAll } = this.options;
    this.#phase = { kind: "closed" };
    this.#closeDueMs = Infinity;
    host.disconnect();
    const why = error ?? new ClientError("closed", "The client was closed before the answer came.");
    refuseAll(why);
    host.emit({ event: "state", state: "closed", msg: why.message });
    host.ended(error);
  }
}
