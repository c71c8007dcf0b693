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
  type Claim,
  type ClientMessage,
  closeNotice,
  type CloseReason,
  commandIn,
  type Hub,
  leaveReasonOf,
  type Member,
  type Notice,
  type Peer,
  plainNotice,
  refusalNotice,
  type TransportName,
} from "../../hub/mod.ts";
import {
  diagnoseMissingName,
  type Dialect,
  leavesSecretOpen,
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
import { PasswordCheck } from "./password_check.ts";
import type { Link } from "./link.ts";
import type { Trace } from "./trace.ts";
import { TokenBucket } from "../admission/token_bucket.ts";

const log = getLogger(["hubbub", "connection"]);
const decoder = new TextDecoder();

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
 * One peer's conversation, from its first whole frame to its end: decodes, attaches, hands messages
 * to the hub, encodes what comes back. It knows nothing of how bytes become frames, so all
 * transports share it.
 */
export class Connection implements Peer, OutboxOwner {
  readonly transport: TransportName;
  readonly address: string;
  readonly outbox: Outbox;
  member: Member | undefined;
  closeReason: CloseReason | undefined;
  /** Most bytes in the outbox. */
  readonly maxBytes: number;
  readonly #context: ConnectionContext;
  readonly #link: Link;
  readonly #bucket: TokenBucket | undefined;
  readonly #liveness: Liveness;
  readonly #traffic: Traffic;
  #onEnding: (() => void) | undefined;
  #dialect: Dialect | undefined;
  #fastLane: FastLane | undefined;
  #badFrames = 0;
  /** A bad frame has left the value of a secret field open; see {@linkcode Connection.isWithinSecret}. */
  #isSecretOpen = false;
  #passwordCheck: PasswordCheck | undefined;

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
    this.outbox = new Outbox(link, turn, this);
    context.connections.add(this);
  }

  /** Resolves when the connection is to end: what is owed may still be written. */
  get ended(): Promise<void> {
    return new Promise((resolve) => this.whenEnding(resolve));
  }

  /** Logs that the connection is refused, since its bytes are of a foreign protocol. */
  noteRefusal(sentence: string): void {
    const { transport, address, remote } = this;
    const refusal = { transport, address, remote, kind: "foreign", sentence } as const;
    this.#context.refusals.note(refusal, this.#context.now());
  }

  /** Has one callback, the newest, called when the connection is to end. */
  whenEnding(callback: () => void): void {
    if (this.closeReason !== undefined) callback();
    else this.#onEnding = callback;
  }

  get dialect(): Dialect | undefined {
    return this.#dialect;
  }

  /** True where the next bytes may be the rest of a secret that a bad frame has cut in two. */
  get isWithinSecret(): boolean {
    return this.#isSecretOpen && this.#badFrames > 0;
  }

  /** Resolves when the password that came with a hello has been checked; undefined otherwise. */
  get proving(): Promise<void> | undefined {
    return this.#passwordCheck?.done;
  }

  get remote(): string {
    return this.#link.remote;
  }

  /** Fixes how this peer speaks; before it nothing can be received or sent. */
  speak(dialect: Dialect): void {
    this.#dialect = dialect;
    log.debug("{remote} speaks {dialect}", { remote: this.remote, dialect: dialect.name });
  }

  /** Milliseconds until the next frame may be taken by the rate limit; 0: now, and it is counted. */
  throttleMs(nowMs: number): number {
    const waitMs = this.#bucket === undefined ? 0 : this.#bucket.take(nowMs);
    if (waitMs > 0) this.#context.counters.rateLimited++;
    return waitMs;
  }

  /** Notes that the other side is alive. */
  heard(nowMs: number): void {
    this.#liveness.heard(nowMs);
  }

  /**
   * Takes one whole frame. Never throws: a refusal is answered, a bug ends this connection alone.
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
      const { member } = this;
      const mayBeCanonical = member !== undefined && dialect.isJson;
      if (
        mayBeCanonical && this.#passwordCheck === undefined &&
        this.#lane(member, view, start, end, nowMs)
      ) this.#badFrames = 0;
      else this.#receiveOrdinary(dialect, bytes, start, end, nowMs);
    } catch (error) {
      this.refuse(error, undefined);
    }
  }

  /** Takes a message that is decoded already. */
  handle(received: ClientMessage, nowMs: number): void {
    if (this.#passwordCheck !== undefined) {
      return this.#wait(this.#passwordCheck, received, nowMs);
    }
    try {
      const message = this.#link.prepare === undefined
        ? received
        : this.#link.prepare(received, nowMs);
      if (message === undefined) return;
      const hello = this.member === undefined ? this.#introduce(message) : message;
      const claim = this.#context.hub.claimOf(hello, this.member, nowMs);
      if (claim === undefined) return this.#carryOut(hello, nowMs, { isOwner: false });
      // Before the password, which takes long to check: a closed hub does nothing for strangers.
      if (this.member === undefined) {
        this.#context.hub.checkToken({ ...hello, address: this.address }, nowMs);
      }
      this.#passwordCheck = new PasswordCheck(this.#prove(claim, hello, nowMs));
    } catch (error) {
      this.refuse(error, received.id);
    }
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

  /** Notes a bug, which ends this connection and no other. */
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
    // The link is let go by whoever serves it, once this is written.
    this.#onEnding?.();
  }

  /** Ends the connection without another word, for there is nobody to read it. */
  abort(reason: CloseReason): void {
    this.closeReason ??= reason;
    this.outbox.close();
    this.#link.close();
    this.#onEnding?.();
  }

  /** Takes the peer out of the hub. Called once, by whoever serves the connection, at its end. */
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

  /** Looks after what has a time: the hello, heartbeats, silence. Never throws. */
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
        // Who said nothing may be anybody; a sentence of plain text is what most can show.
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

  #receiveOrdinary(
    dialect: Dialect,
    bytes: Uint8Array,
    start: number,
    end: number,
    nowMs: number,
  ): void {
    let message: ClientMessage;
    try {
      message = dialect.decode(bytes, start, end);
    } catch (error) {
      this.refuse(error, undefined);
      this.#isSecretOpen = this.isWithinSecret ||
        leavesSecretOpen(decoder.decode(bytes.subarray(start, end)));
      return this.#countBadFrame();
    }
    this.#badFrames = 0;
    const isNameless = message.name === undefined && message.session === undefined;
    if (isNameless && this.member === undefined && dialect.isJson && this.proving === undefined) {
      const sentence = diagnoseMissingName(bytes, start, end);
      if (sentence !== undefined) {
        return this.refuse(new ChatError("name-missing", sentence), message.id);
      }
    }
    this.handle(message, nowMs);
  }

  /** A frame that can't be understood; so many in a row, and nobody there speaks this protocol. */
  #countBadFrame(): void {
    const { badFramesMax } = this.#context.limits;
    if (++this.#badFrames < badFramesMax) return;
    this.close({
      code: "protocol-error",
      sentence: `${badFramesMax} frames in a row couldn't be understood, so the connection ends.`,
    });
  }

  #carryOut(message: ClientMessage, nowMs: number, proof: { isOwner: boolean }): void {
    const { hub } = this.#context;
    if (message.heartbeat !== undefined) {
      this.#liveness.expectHeartbeats(message.heartbeat * 1000, nowMs);
    }
    const { name, since: _, ...rest } = message;
    if (this.member === undefined) {
      this.member = hub.attach(this, message, nowMs, proof);
      log.debug("{name} joined from {remote}", { name: this.member.name, remote: this.remote });
      if (message.msg !== undefined) hub.handle(this.member, rest, nowMs);
    } else if (proof.isOwner) {
      hub.renameOwner(this.member, name!, nowMs);
      hub.handle(this.member, rest, nowMs);
    } else hub.handle(this.member, message, nowMs);
  }

  /** Has the password of a registered name checked; what comes meanwhile waits. */
  async #prove(claim: Claim, message: ClientMessage, nowMs: number): Promise<void> {
    try {
      await this.#context.hub.checkPassword(claim, this.address, nowMs);
      if (this.closeReason === undefined) this.#carryOut(message, nowMs, { isOwner: true });
    } catch (error) {
      this.refuse(error, message.id);
    }
    const { waiting } = this.#passwordCheck!;
    this.#passwordCheck = undefined;
    for (const next of waiting) this.handle(next, nowMs);
  }

  #wait(check: PasswordCheck, message: ClientMessage, nowMs: number): void {
    const refusal = check.add(message);
    if (refusal === undefined) return;
    this.refuse(new ChatError("rate-limited", refusal), message.id);
    this.heard(nowMs);
  }

  /** People who type lines needn't introduce themselves, but may have to show a token. */
  #introduce(message: ClientMessage): ClientMessage {
    if (this.#dialect!.isJson || message.name !== undefined) return message;
    const token = /^\/token\s+(\S+)\s*$/.exec(commandIn(message.msg ?? "") ?? "")?.[1];
    const name = this.#context.hub.freeGuestName();
    return token === undefined ? { ...message, name } : { name, token };
  }

  #lane(member: Member, view: DataView, start: number, end: number, nowMs: number): boolean {
    this.#fastLane ??= new FastLane(this.#context.hub, this);
    return this.#fastLane.take(member, view, start, end, nowMs);
  }

  #push(bytes: Uint8Array, memory?: SlabMemory): void {
    this.#traffic.bytesOut += bytes.length;
    this.#context.trace?.sent(this, bytes);
    this.outbox.push(bytes, memory);
  }

  /** The outbox is full: there is no place for a goodbye. */
  onOverflow(): void {
    log.warn("{remote} reads too slowly: over {maxBytes} bytes are waiting for it", {
      remote: this.remote,
      maxBytes: this.maxBytes,
    });
    this.abort({ code: "slow-consumer", sentence: "too slow a reader" });
  }

  /** A write failed: nobody is there any more. */
  onBroken(): void {
    this.abort({ code: "gone", sentence: "connection lost" });
  }
}
