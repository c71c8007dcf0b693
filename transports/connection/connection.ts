import { getLogger } from "@logtape/logtape";
import {
  type Batch,
  receivedBytes,
  receivedCount,
  receivedEntries,
  type SlabMemory,
} from "../../batch/mod.ts";
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
  plainNotice,
  refusalNotice,
  type Signal,
  type TransportName,
} from "../../hub/mod.ts";
import {
  type Dialect,
  IRC,
  type IrcHost,
  type IrcSession,
  maskSecretRest,
  STREAM_DIALECTS,
} from "../../protocol/mod.ts";
import { type Counters, countOne, type Traffic } from "../counters.ts";
import type { RefusalLog } from "../admission/refusal_log.ts";
import type { Bugs } from "../bugs/bugs.ts";
import type { ConnectionLimits } from "../limits.ts";
import type { Turn } from "../turn.ts";
import { FastLane } from "./fast_lane.ts";
import { Liveness } from "./liveness.ts";
import { Outbox, type OutboxOwner } from "../outbox.ts";
import { FrameDecoder, type FrameOwner } from "./frame_decoder.ts";
import { type Guest, Hello } from "./hello.ts";
import type { Link } from "./link.ts";
import type { Trace } from "./trace.ts";
import { TokenBucket } from "../admission/token_bucket.ts";

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
  readonly trace: Trace | undefined;
  readonly counters: Counters;
  /** Logs refused connections. */
  readonly refusals: RefusalLog;
  /** Logs each error that nobody expected. */
  readonly bugs: Bugs;
}

/**
 * One peer's life on a transport, from its first whole frame to its end: decodes frames, hands
 * messages to the hub, encodes what the hub delivers. All transports share this class, since it
 * knows nothing of how bytes become frames.
 */
export class Connection implements Guest, FrameOwner, OutboxOwner {
  readonly transport: TransportName;
  readonly address: string;
  readonly outbox: Outbox;
  member: Member | undefined;
  closeReason: CloseReason | undefined;
  /** Set for IRC clients, which alone ask for signals. */
  signal: ((signal: Signal, isNeighbour: boolean) => void) | undefined;
  /** Most bytes in the outbox. */
  readonly maxBytes: number;
  readonly #context: ConnectionContext;
  readonly #link: Link;
  readonly #bucket: TokenBucket | undefined;
  readonly #liveness: Liveness;
  readonly #traffic: Traffic;
  #onEnding: (() => void) | undefined;
  #dialect: Dialect | undefined;
  /** The conversation with an IRC client. */
  #irc: IrcSession | undefined;
  #fastLane: FastLane | undefined;
  readonly #decoder: FrameDecoder;
  #hello: Hello | undefined;

  constructor(context: ConnectionContext, link: Link) {
    const { limits, turn } = context;
    this.#context = context;
    this.#link = link;
    this.#traffic = context.counters.traffic[link.transport];
    this.transport = link.transport;
    this.address = link.address;
    const nowMs = context.now();
    this.#liveness = new Liveness(nowMs);
    this.#bucket = limits.rate && new TokenBucket(limits.rate, nowMs);
    this.maxBytes = limits.outboxMaxBytes;
    this.#decoder = new FrameDecoder(this, limits.badFramesMax);
    this.outbox = new Outbox(link, turn, this);
    context.connections.add(this);
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

  /** True if the next bytes may be the rest of a secret that a bad frame has cut in two. */
  get isWithinSecret(): boolean {
    return this.#decoder.isWithinSecret;
  }

  /** Resolves when the password under way has been checked; undefined while there is none. */
  get passwordChecked(): Promise<void> | undefined {
    return this.#hello?.passwordChecked ?? this.#irc?.busy;
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

  get remote(): string {
    return this.#link.remote;
  }

  /** Sets the dialect; before that, nothing can be received or sent. */
  speak(dialect: Dialect): void {
    this.#irc = dialect.name === "irc" ? IRC.open(this.#ircHost()) : undefined;
    this.#dialect = this.#irc ?? dialect;
    const irc = this.#irc;
    this.signal = irc && ((signal, isNeighbour) => irc.signal(signal, isNeighbour));
    log.debug("{remote} speaks {dialect}", { remote: this.remote, dialect: dialect.name });
  }

  /** Notes that the other side is alive. */
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
    const waitMs = this.#bucket === undefined ? 0 : this.#bucket.take(nowMs);
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
  receive(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    nowMs: number,
  ): void {
    const dialect = this.#dialect!;
    this.#traffic.messagesIn++;
    this.#traffic.bytesIn += end - start;
    this.#context.trace?.received(this, bytes, start, end);
    try {
      if (this.#irc !== undefined) return this.#irc.receive(bytes, start, end, nowMs);
      const { member } = this;
      const mayBeCanonical = member !== undefined && dialect.isJson;
      if (
        mayBeCanonical && this.passwordChecked === undefined &&
        this.#lane(member, view, start, end, nowMs)
      ) return this.#decoder.resetBadFrames();
      const needsName = member === undefined && dialect.isJson &&
        this.passwordChecked === undefined;
      const message = this.#decoder.decode(dialect, bytes, start, end, { needsName });
      if (message !== undefined) this.handle(message, nowMs);
    } catch (error) {
      this.refuse(error, undefined);
    }
  }

  /** Handles a decoded message. Never throws. */
  handle(received: ClientMessage, nowMs: number): void {
    let message: ClientMessage | undefined = received;
    if (this.#link.prepare !== undefined && this.passwordChecked === undefined) {
      try {
        message = this.#link.prepare(received, nowMs);
      } catch (error) {
        return this.refuse(error, received.id);
      }
    }
    if (message === undefined) return;
    this.#hello ??= new Hello(this.#context.hub, this);
    this.#hello.handle(message, nowMs);
  }

  /** Answers a refusal; anything else is a bug. */
  refuse(refusal: unknown, id: string | undefined): void {
    const error = this.isWithinSecret ? maskSecretRest(refusal) : refusal;
    if (error instanceof ChatError) {
      log.debug("{remote} refused: {code}", { remote: this.remote, code: error.code });
      countOne(this.#context.counters.errors, error.code);
      this.send(refusalNotice(error, id));
      return;
    }
    this.fail(error);
  }

  /** Logs a bug, and ends this connection alone. */
  fail(error: unknown): void {
    this.#context.bugs.note(this.remote, error);
    this.close({
      code: "internal-error",
      sentence: "Something is broken on the server's side; it was logged. Please connect again.",
    });
  }

  send(notice: Notice): void {
    const dialect = this.#dialect;
    if (dialect === undefined) return;
    const greeted = notice.event === "welcome" && this.#link.greet?.(notice) || notice;
    this.#push(dialect.encodeNotice(greeted));
  }

  deliver(batch: Batch, self: Member): void {
    const encoding = this.#dialect!.encodeBatch(batch);
    this.#context.counters.deliveries += receivedCount(batch, self);
    if (this.transport !== "udp") {
      return this.#push(receivedBytes(batch, encoding, self), batch.memory);
    }
    for (const entry of receivedEntries(batch, encoding, self)) this.#push(entry, batch.memory);
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
    this.send(closeNotice(reason));
    // The runner closes the link once the goodbye is written.
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
    countOne(counters.closes, this.closeReason?.code ?? "gone");
    this.outbox.close();
    const { member } = this;
    if (member === undefined) return;
    const reason = this.closeReason?.code ?? "gone";
    log.debug("{name} left: {reason}", { name: member.name, reason });
    hub.detach(member, leaveReasonOf(this.closeReason), nowMs);
  }

  /** Checks the time-outs of hello, heartbeat and silence. Never throws. */
  tick(nowMs: number): void {
    try {
      this.#tick(nowMs);
    } catch (error) {
      this.fail(error);
    }
  }

  #tick(nowMs: number): void {
    const { helloTimeoutMs } = this.#context.limits;
    this.#link.tick?.(nowMs);
    const due = this.#liveness.due(nowMs, {
      helloTimeoutMs: this.member === undefined ? helloTimeoutMs : undefined,
      leaseMs: this.#link.leaseMs,
    });
    switch (due?.kind) {
      case undefined:
        return;
      case "hello-timeout":
        // A silent peer may speak any dialect; most programs can show plain text.
        this.#dialect ??= STREAM_DIALECTS.plain;
        return this.close({
          code: "hello-timeout",
          sentence:
            `Nothing that names you came within ${helloTimeoutMs} ms: send a first message, like {"name":"ada","msg":"hi"} or a line of text.`,
        });
      case "idle-timeout":
        return this.close({ code: "idle-timeout", sentence: due.sentence });
      case "heartbeat":
        return this.send(plainNotice("heartbeat", "The hub is here."));
      default:
        due satisfies never;
    }
  }

  onBadFrames(count: number): void {
    this.close({
      code: "protocol-error",
      sentence: `${count} frames in a row couldn't be understood, so the connection ends.`,
    });
  }

  #lane(member: Member, view: DataView, start: number, end: number, nowMs: number): boolean {
    this.#fastLane ??= new FastLane(this.#context.hub, this);
    return this.#fastLane.trySay(member, view, start, end, nowMs);
  }

  #ircHost(): IrcHost {
    // deno-lint-ignore no-this-alias -- the member comes later
    const connection = this;
    return {
      hub: this.#context.hub,
      address: this.address,
      get member() {
        return connection.member;
      },
      write: (bytes) => this.#push(bytes),
      handle: (message, nowMs) => this.handle(message, nowMs),
      close: (reason) => this.close(reason),
      newId: () => crypto.randomUUID(),
    };
  }

  #push(bytes: Uint8Array, memory?: SlabMemory): void {
    this.#traffic.bytesOut += bytes.length;
    this.#context.trace?.sent(this, bytes);
    this.outbox.push(bytes, memory);
  }

  /** The outbox is full: a goodbye has no place in it. */
  onOverflow(): void {
    log.warn("{remote} reads too slowly: over {maxBytes} bytes are waiting for it", {
      remote: this.remote,
      maxBytes: this.maxBytes,
    });
    this.abort({ code: "slow-consumer", sentence: "too slow a reader" });
  }

  /** A write failed: the peer is gone. */
  onBroken(): void {
    this.abort({ code: "gone", sentence: "connection lost" });
  }
}
