import { getLogger } from "@logtape/logtape";
import type { Batch } from "../../batch/mod.ts";
import {
  ChatError,
  type ClientMessage,
  closeNotice,
  type CloseReason,
  type Hub,
  leaveReasonOf,
  type Member,
  type Notice,
  type PeerProfile,
  refusalNotice,
  type Signal,
  type TransportName,
  type WelcomeNotice,
} from "../../hub/mod.ts";
import type { Files } from "../../files/mod.ts";
import { type Dialect, IRC, type IrcDialogue, STREAM_DIALECTS } from "../../protocol/mod.ts";
import { TokenBucket } from "../admission/token_bucket.ts";
import type { RefusalLog } from "../admission/refusal_log.ts";
import type { Bugs } from "../bugs/bugs.ts";
import { type Counters, countOne, type Traffic } from "../counters.ts";
import type { ConnectionLimits } from "../limits.ts";
import type { Outbox } from "../outbox.ts";
import type { Turn } from "../turn.ts";
import { FileTraffic, type IncomingFile } from "../files/file_traffic.ts";
import { FrameIntake, type FrameIntakeOwner } from "./frame_intake.ts";
import { ircHostOf } from "./irc_host.ts";
import type { Link } from "./link.ts";
import { Liveness } from "./liveness.ts";
import { Output } from "./output.ts";
import { endOverdue } from "./time_outs.ts";
import type { Trace } from "./trace.ts";

const log = getLogger(["hubbub", "connection"]);

/** The parts of a server that each of its connections works with. */
export interface ConnectionContext {
  readonly hub: Hub;
  readonly limits: ConnectionLimits;
  readonly turn: Turn;
  /** Milliseconds that go on steadily, even when somebody sets the wall clock: for every duration. */
  readonly now: () => number;
  /** Every open connection; the server's tick walks them. */
  readonly connections: Set<Connection>;
  /** Undefined: this hub takes no files. */
  readonly files: Files | undefined;
  readonly trace: Trace | undefined;
  readonly counters: Counters;
  /** Logs refused connections. */
  readonly refusals: RefusalLog;
  /** Logs each error that nobody expected. */
  readonly bugs: Bugs;
}

/**
 * One peer's life on a transport, from its first whole frame to its end. Frames go by
 * {@linkcode FrameIntake} to the hub; what the hub delivers goes by {@linkcode Output} to the link. All
 * transports share this class, since it knows nothing of how bytes become frames.
 */
export class Connection implements FrameIntakeOwner {
  readonly transport: TransportName;
  readonly address: string;
  member: Member | undefined;
  closeReason: CloseReason | undefined;
  /** Set for IRC clients, which alone ask for signals. */
  signal: ((signal: Signal, isNeighbour: boolean) => void) | undefined;
  readonly #context: ConnectionContext;
  readonly #link: Link;
  readonly #bucket: TokenBucket | undefined;
  readonly #liveness: Liveness;
  readonly #traffic: Traffic;
  readonly #intake: FrameIntake;
  readonly #output: Output;
  #onEnding: (() => void) | undefined;
  #dialect: Dialect | undefined;
  #irc: IrcDialogue | undefined;
  #files: FileTraffic | undefined;

  constructor(context: ConnectionContext, link: Link) {
    const { hub, limits } = context;
    this.#context = context;
    this.#link = link;
    this.#traffic = context.counters.traffic[link.transport];
    this.transport = link.transport;
    this.address = link.address;
    const nowMs = context.now();
    this.#liveness = new Liveness(nowMs);
    this.#bucket = limits.rate && new TokenBucket(limits.rate, nowMs);
    this.#intake = new FrameIntake(this, hub, link, limits.badFramesMax);
    this.#output = new Output(this, link, context, limits.outboxMaxBytes);
    context.connections.add(this);
  }

  get outbox(): Outbox {
    return this.#output.outbox;
  }

  /** Most bytes in the outbox. */
  get maxBytes(): number {
    return this.#output.maxBytes;
  }

  /** Resolves when the connection begins to end; the outbox may still be written. */
  get ending(): Promise<void> {
    return new Promise((resolve) => this.whenEnding(resolve));
  }

  /** Logs that the connection is refused, since its bytes are of a foreign protocol. */
  logRefusal(sentence: string): void {
    const { transport, address, remote } = this;
    const refusal = { transport, address, remote, kind: "foreign", sentence } as const;
    this.#context.refusals.add(refusal, this.#context.now());
  }

  /** Sets the one callback for the beginning of the connection's end. */
  whenEnding(callback: () => void): void {
    if (this.closeReason !== undefined) callback();
    else this.#onEnding = callback;
  }

  get dialect(): Dialect | undefined {
    return this.#dialect;
  }

  get irc(): IrcDialogue | undefined {
    return this.#irc;
  }

  /** True if the next bytes may be the rest of a secret that a bad frame has cut in two. */
  get isWithinSecret(): boolean {
    return this.#intake.isWithinSecret;
  }

  /** Resolves when messages are no longer held, behind a password's check or a command. */
  get heldUntil(): Promise<void> | undefined {
    return this.#intake.heldUntil ?? this.#files?.sending;
  }

  /** The file whose bytes come next, in place of a frame. */
  get incomingFile(): IncomingFile | undefined {
    return this.#files?.incoming;
  }

  /** The files that the peer sends and fetches. */
  get files(): FileTraffic {
    return this.#files ??= new FileTraffic(this, this.#context);
  }

  get provenFold(): string | undefined {
    return this.#irc?.provenFold;
  }

  get profile(): PeerProfile | undefined {
    return this.#irc?.profile;
  }

  /** True if the peer speaks JSON; false for lines of text. */
  get isJson(): boolean {
    return this.#dialect!.isJson;
  }

  /** True once the connection has begun to end, or its peer is detached. */
  get isClosed(): boolean {
    return this.closeReason !== undefined || this.isDetached;
  }

  get isDetached(): boolean {
    return !this.#context.connections.has(this);
  }

  get sts(): string | undefined {
    return this.#link.sts;
  }

  get remote(): string {
    return this.#link.remote;
  }

  /** Sets the dialect; before that, nothing can be received or sent. */
  speak(dialect: Dialect): void {
    const write = (bytes: Uint8Array) => this.#output.push(bytes);
    this.#irc = dialect.name === "irc"
      ? IRC.open(ircHostOf(this, this.#context.hub, write))
      : undefined;
    this.#dialect = this.#irc ?? dialect;
    const irc = this.#irc;
    this.signal = irc && ((signal, isNeighbour) => irc.signal(signal, isNeighbour));
    log.debug("{remote} speaks {dialect}", { remote: this.remote, dialect: dialect.name });
  }

  /** Tells that the other side is alive. */
  heard(nowMs: number): void {
    this.#liveness.heard(nowMs);
  }

  expectHeartbeats(everyMs: number, nowMs: number): void {
    this.#liveness.expectHeartbeats(everyMs, nowMs);
  }

  /**
   * Receives one whole frame if the rate limit allows. Never throws.
   *
   * @param view The same memory as `bytes`, with slack behind `end`.
   * @returns Milliseconds until the rate limit allows the frame; 0: it has been received.
   */
  offer(bytes: Uint8Array, view: DataView, start: number, end: number, nowMs: number): number {
    const waitMs = this.#bucket === undefined ? 0 : this.#bucket.spend(nowMs);
    if (waitMs > 0) this.#context.counters.rateLimited++;
    else this.receive(bytes, view, start, end, nowMs);
    return waitMs;
  }

  /**
   * Receives one whole frame, whatever the rate limit says. Never throws: a refusal is answered, a bug
   * ends this connection alone.
   *
   * @param view The same memory as `bytes`, with slack behind `end`.
   */
  receive(bytes: Uint8Array, view: DataView, start: number, end: number, nowMs: number): void {
    this.#traffic.messagesIn++;
    this.#traffic.bytesIn += end - start;
    this.#context.trace?.received(this, bytes, start, end);
    try {
      this.#intake.receive(bytes, view, start, end, nowMs);
    } catch (error) {
      this.refuse(error, undefined);
    }
  }

  /** Handles a decoded message. Never throws. */
  handle(message: ClientMessage, nowMs: number): void {
    this.#intake.handle(message, nowMs);
  }

  /** Answers a refusal; anything else is a bug. */
  refuse(refusal: unknown, id: string | undefined): void {
    const error = this.#intake.masked(refusal);
    if (!(error instanceof ChatError)) return this.fail(error);
    log.debug("{remote} refused: {code}", { remote: this.remote, code: error.code });
    countOne(this.#context.counters.errors, error.code);
    this.send(refusalNotice(error, id));
  }

  /** Logs a bug, and ends this connection alone. */
  fail(error: unknown): void {
    this.#context.bugs.log(this.remote, error);
    this.close({
      code: "internal-error",
      sentence: "Something is broken on the server's side; it was logged. Please connect again.",
    });
  }

  send(notice: Notice): void {
    const dialect = this.#dialect;
    if (dialect === undefined) return;
    this.#output.push(
      dialect.encodeNotice(notice.event === "welcome" ? this.#greet(notice) : notice),
    );
  }

  /** Adds to a welcome what the server knows, and not the hub. */
  #greet(welcome: WelcomeNotice): WelcomeNotice {
    const { files } = this.#context;
    const { baseUrl = "" } = files ?? {};
    const told = baseUrl === "" ? welcome : { ...welcome, files: `${baseUrl}/` };
    return this.#link.greet?.(told) ?? told;
  }

  /** Sends bytes that are whole frames of the dialect already. */
  push(bytes: Uint8Array): void {
    this.#output.push(bytes);
  }

  deliver(batch: Batch, self: Member): void {
    this.#output.deliver(this.#dialect!, batch, self);
  }

  backlogBytes(): number {
    return this.outbox.backlogBytes;
  }

  drained(): Promise<void> {
    return this.outbox.drained();
  }

  close(reason: CloseReason): void {
    if (this.closeReason !== undefined) return;
    this.closeReason = reason;
    this.#files?.release();
    this.send(closeNotice(reason));
    // The transport closes the link once the goodbye is written.
    this.#onEnding?.();
  }

  /** Ends the connection without a goodbye, since nobody reads it. */
  abort(reason: CloseReason): void {
    this.closeReason ??= reason;
    this.outbox.close();
    this.#link.close();
    this.#onEnding?.();
  }

  /** Detaches the peer from the hub. Only {@linkcode endConnection} calls this, once. */
  detach(nowMs: number): void {
    const { connections, hub, counters } = this.#context;
    connections.delete(this);
    const reason = this.closeReason?.code ?? "gone";
    countOne(counters.closes, reason);
    this.outbox.close();
    const { member } = this;
    if (member === undefined) return;
    log.debug("{name} left: {reason}", { name: member.name, reason });
    hub.detach(member, leaveReasonOf(this.closeReason), nowMs);
  }

  /** Checks the time-outs of hello, heartbeat and silence. Never throws. */
  tick(nowMs: number): void {
    try {
      this.#link.tick?.(nowMs);
      const { helloTimeoutMs } = this.#context.limits;
      const due = this.#liveness.due(nowMs, {
        helloTimeoutMs: this.member === undefined ? helloTimeoutMs : undefined,
        leaseMs: this.#link.leaseMs,
      });
      // A silent peer may speak any dialect; most programs can show plain text.
      if (due?.kind === "hello-timeout") this.#dialect ??= STREAM_DIALECTS.plain;
      if (due !== undefined) endOverdue(this, due, helloTimeoutMs);
    } catch (error) {
      this.fail(error);
    }
  }

  onBadFrames(count: number): void {
    this.close({
      code: "protocol-error",
      sentence: `${count} frames in a row couldn't be understood, so the connection ends.`,
    });
  }
}
