import { type Attempt, Attempts } from "./attempts.ts";
import { ClientError } from "../client_error.ts";
import type { ClientLimits, Host, SentMessage } from "../client_core_options.ts";
import type { ClientState } from "../event.ts";
import { withFullStop } from "./full_stop.ts";
import { Heartbeat } from "./heartbeat.ts";
import { dueMsOf, type Hello, type Phase, stateOf } from "./phase.ts";
import type { RoundTrip } from "./round_trip.ts";
import type { ResumePoint } from "./resume_point.ts";
import type { CloseNotice } from "../../../vocabulary/mod.ts";

/** Most milliseconds for an uplink to open, and for a hub to answer a hello over a stream. */
const ATTEMPT_MS = 10_000;
/** The same where the time until the first welcome is short, and has to do for several addresses. */
const ATTEMPT_MIN_MS = 1_000;
/** Most hellos of one attempt by datagram; over a stream one is enough. */
const HELLOS_MAX = 6;
/** Most goodbyes by datagram. */
const GOODBYES_MAX = 3;

/** The parts of the client that connectivity needs. */
export interface ConnectivityOptions {
  readonly limits: ClientLimits;
  readonly host: Host;
  /** See `UplinkKind.addresses`. */
  readonly addresses: readonly string[];
  readonly resumePoint: ResumePoint;
  /** The time-outs of datagrams; undefined over a stream, which loses nothing. */
  readonly roundTrip: RoundTrip | undefined;
  /** Called once, when the client ends: nothing will be answered any more, for this reason. */
  readonly refuseAll: (error: ClientError) => void;
}

/**
 * The state of a client's connection, over one uplink after another: it opens an uplink, says hello,
 * keeps the uplink alive, and opens the next one after a loss, until the client leaves, gives up, or is
 * refused without `retry`.
 */
export class Connectivity {
  readonly options: ConnectivityOptions;
  readonly #attempts: Attempts;
  readonly #heartbeat: Heartbeat;
  #phase: Phase = { kind: "idle" };
  #closeDueMs = Infinity;
  #lastWords = "";

  constructor(options: ConnectivityOptions) {
    this.options = options;
    const { host, addresses: given, limits } = options;
    const { retryFirstMs: firstMs, retryMaxMs: maxMs, heartbeatSeconds } = limits;
    const learns = limits.learnsAddresses;
    this.#attempts = new Attempts({ given, learns, firstMs, maxMs, random: () => host.random() });
    this.#heartbeat = new Heartbeat(1_000 * heartbeatSeconds);
  }

  get state(): ClientState {
    return stateOf(this.#phase);
  }

  /** True while an uplink is being opened. */
  get isConnecting(): boolean {
    return this.#phase.kind === "connecting";
  }

  /** True while the hub has welcomed the present uplink. */
  get isOnline(): boolean {
    return this.#phase.kind === "online";
  }

  /** True while the hub has welcomed the uplink and the client is in its rooms. */
  get isAnnounced(): boolean {
    return this.#phase.kind === "online" && this.#phase.isAnnounced;
  }

  /** True if the client ends as soon as no message waits for its ack. */
  get isClosing(): boolean {
    return this.#closeDueMs !== Infinity && this.#phase.kind !== "leaving";
  }

  get isClosed(): boolean {
    return this.#phase.kind === "closed";
  }

  /** The hello that waits for its welcome; undefined if none does. */
  get hello(): Hello | undefined {
    return this.#phase.kind === "greeting" ? this.#phase.hello : undefined;
  }

  start(nowMs: number): void {
    this.#connect(this.#attempts.start(nowMs), nowMs);
  }

  /** The address of the uplink in use, or of the newest attempt. */
  get address(): string {
    return this.#attempts.addresses.current;
  }

  /** Takes the addresses of other nodes that a welcome names. */
  learn(nodes: readonly string[]): void {
    this.#attempts.addresses.learn(nodes);
  }

  /**
   * Says hello over an open uplink.
   *
   * @param since The last known number. The hello asks for later messages, if it may.
   */
  greet(since: number, nowMs: number): void {
    // The hub has forgotten the leaving client, so it needs no goodbye.
    if (this.#phase.kind === "leaving") return this.#end(undefined);
    const { host, resumePoint, roundTrip } = this.options;
    this.#heartbeat.heard(nowMs);
    // By datagram a replay must wait for the cookie of the welcome.
    const asks = resumePoint.hasBegun && roundTrip === undefined;
    this.#sayHello({ id: host.newId(), since: asks ? since : undefined }, 0, nowMs);
  }

  /** The hub has answered the hello. */
  welcomed(nowMs: number): void {
    this.#phase = { kind: "online", isAnnounced: false };
    this.#attempts.succeeded(nowMs);
  }

  /** Announces that the client is online: it is in its rooms again, where its texts are heard. */
  announceOnline(): void {
    if (this.#phase.kind !== "online" || this.#phase.isAnnounced) return;
    this.#phase = { kind: "online", isAnnounced: true };
    const { host, resumePoint } = this.options;
    host.emit({ event: "state", state: "online", msg: `You are ${resumePoint.name}.` });
  }

  /** Tells that something has come over the uplink. Returns false if it must be ignored. */
  heard(nowMs: number): boolean {
    const { kind } = this.#phase;
    if (kind === "closed" || kind === "connecting" || kind === "waiting") return false;
    this.#heartbeat.heard(nowMs);
    return true;
  }

  send(message: SentMessage, nowMs: number): void {
    this.#heartbeat.spoke(nowMs);
    this.options.host.send(message);
  }

  /** Answers the hub's heartbeat, unless the client has spoken a moment ago. */
  answerHeartbeat(nowMs: number): void {
    if (this.isOnline && this.#heartbeat.isWorthAnswering(nowMs)) this.send({}, nowMs);
  }

  /** Connects without waiting for the delay: an event suggests that there is a network. */
  retryNow(nowMs: number): void {
    if (this.#phase.kind === "waiting") this.#connect(this.#attempts.again(), nowMs);
    else this.tick(nowMs);
  }

  /** Sends a heartbeat if the client has been silent for long. */
  beat(nowMs: number): void {
    if (this.#heartbeat.isDue(nowMs)) this.send({}, nowMs);
  }

  /** Handles a refusal of the hello. Returns false if the refusal is of something else. */
  refused(error: ClientError, id: string | undefined, nowMs: number): boolean {
    const { hello } = this;
    if (hello === undefined || id !== undefined && id !== hello.id) return false;
    const { limits, resumePoint } = this.options;
    // A client that was in before comes back by itself.
    const mayRetry = limits.retriesHello || resumePoint.hasBegun;
    if (error.retry && mayRetry) this.#drop(nowMs, error.message, error);
    else this.#end(error);
    return true;
  }

  /** The hub ends the connection; its notice says if the client should come back. */
  dismissed({ reason, msg, retry }: CloseNotice, nowMs: number): void {
    this.#lastWords = msg;
    if (this.#phase.kind === "leaving" || reason === "quit") this.#end(undefined);
    else if (!retry) this.#end(new ClientError(reason, msg));
    else if (this.options.roundTrip !== undefined) this.#drop(nowMs, msg);
  }

  /**
   * The uplink is lost, or couldn't be opened.
   *
   * @param why A sentence.
   * @param refusal The refusal of the hello, if that is the reason.
   */
  lost(nowMs: number, why: string, refusal?: ClientError): void {
    if (this.isClosed) return;
    if (this.#phase.kind === "leaving") return this.#end(undefined);
    const { resumePoint, limits: { connectTimeoutMs, giveUpAfterMs } } = this.options;
    const msg = withFullStop(this.#lastWords || why);
    this.#lastWords = "";
    const limitMs = resumePoint.hasBegun ? giveUpAfterMs : connectTimeoutMs;
    const attempt = this.#attempts.after(nowMs, limitMs);
    if (attempt.kind === "never") this.#end(refusal ?? new ClientError("unreachable", msg));
    else this.#await(attempt, msg, nowMs);
  }

  /**
   * The uplink can't be opened, and trying again is useless, unless the client was online before.
   *
   * @param why A sentence.
   */
  unreachable(nowMs: number, why: string): void {
    // A hub was here before, so it may come back; or it is at another address.
    if (this.options.resumePoint.hasBegun || this.#attempts.addresses.discard()) {
      return this.lost(nowMs, why);
    }
    this.#end(new ClientError("unreachable", withFullStop(why)));
  }

  /** Does everything that is due. */
  tick(nowMs: number): void {
    if (nowMs >= this.#closeDueMs) return this.leave(nowMs);
    if (nowMs >= dueMsOf(this.#phase)) this.#overdue(nowMs);
    if (!this.isOnline || !this.#heartbeat.isMissed(nowMs)) return;
    this.#drop(nowMs, `Nothing was heard of the hub for ${this.#heartbeat.silentMs / 1000} s.`);
  }

  /** Returns the latest time for the next `tick`. */
  nextMs(): number {
    const heartbeatMs = this.isOnline ? this.#heartbeat.nextMs() : Infinity;
    return Math.min(dueMsOf(this.#phase), this.#closeDueMs, heartbeatMs);
  }

  /** Ends the client as soon as no message waits for its ack, after `closeTimeoutMs` at the latest. */
  close(nowMs: number): void {
    if (this.isClosed || this.#closeDueMs !== Infinity) return;
    this.#closeDueMs = nowMs + this.options.limits.closeTimeoutMs;
  }

  /** @throws {ClientError} `closed`. */
  refuseIfClosed(): void {
    if (this.isClosed || this.#closeDueMs !== Infinity) {
      throw new ClientError("closed", "The client is closed: connect again.");
    }
  }

  /** Ends the client now. A datagram tells the hub; the end of a stream needs no word. */
  leave(nowMs: number): void {
    this.#closeDueMs = Infinity;
    if (this.isOnline) this.#sayQuit(0, nowMs);
    else this.#end(undefined);
  }

  /** Most milliseconds of one step of an attempt. */
  get #attemptMs(): number {
    const { resumePoint, limits: { connectTimeoutMs } } = this.options;
    const { size } = this.#attempts.addresses;
    if (resumePoint.hasBegun || size === 1) return ATTEMPT_MS;
    return Math.min(ATTEMPT_MS, Math.max(ATTEMPT_MIN_MS, connectTimeoutMs / size));
  }

  /** Goes on with the next attempt, at once or later. */
  #await(attempt: Exclude<Attempt, { kind: "never" }>, msg: string, nowMs: number): void {
    const retryInMs = attempt.kind === "now" ? 0 : attempt.inMs;
    const phase: Phase = { kind: "waiting", dueMs: nowMs + retryInMs };
    this.#phase = phase;
    this.options.host.emit({ event: "state", state: "waiting", msg, retryInMs });
    // The reader of the event may have ended the client.
    const isWanted = attempt.kind === "now" && this.#phase === phase;
    if (isWanted) this.#connect(attempt.address, nowMs);
  }

  #connect(address: string, nowMs: number): void {
    const { host } = this.options;
    this.#phase = { kind: "connecting", dueMs: nowMs + this.#attemptMs };
    const isOneOfMany = this.#attempts.addresses.size > 1;
    const msg = isOneOfMany ? `Connecting to ${address}.` : "Connecting.";
    host.emit({ event: "state", state: "connecting", msg });
    host.connect(address);
  }

  #overdue(nowMs: number): void {
    const phase = this.#phase;
    switch (phase.kind) {
      case "waiting":
        return this.#connect(this.#attempts.again(), nowMs);
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
    const dueMs = nowMs + (roundTrip?.afterAttemptMs(attempts) ?? this.#attemptMs);
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

  /** Closes an uplink that is of no use any more. */
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
