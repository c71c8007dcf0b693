import { ClientError } from "./client_error.ts";
import { partsOf } from "./client_parts.ts";
import type { Connectivity } from "./connection/connectivity.ts";
import type {
  ChangeRequest,
  ClientLimits,
  Host,
  Identity,
  Resume,
  Saying,
  Signal,
  UplinkKind,
} from "./client_core_options.ts";
import type { ClientState, Message } from "./event.ts";
import type { NoticeHandler } from "./receiving/notice_handler.ts";
import type { Incoming } from "./receiving/incoming.ts";
import type { SendQueue } from "./sending/send_queue.ts";
import type { HistoryRequest } from "./receiving/replays.ts";
import type { SearchRequest } from "./receiving/searches.ts";
import type { Request } from "./sending/requests.ts";
import type { Membership } from "./membership.ts";
import type { ResumePoint } from "./connection/resume_point.ts";
import type { Completion } from "./sending/unacked.ts";
import { asMessage, asNotice, checkSendable } from "./wire.ts";
import { escapeSlash } from "../../vocabulary/mod.ts";

/**
 * A client's side of the protocol over any number of connections, without a socket or a clock. Its
 * {@linkcode Host} tells what happens and when, sends for it, and calls `tick` at `nextMs()` at the
 * latest.
 *
 * The core hands each event to one of its parts: {@linkcode Connectivity} (phases, hellos, heartbeats,
 * goodbyes), {@linkcode ResumePoint} (name and session), {@linkcode Membership} (rooms),
 * {@linkcode SendQueue} (everything that waits for an answer), {@linkcode Incoming} (messages, once
 * each), {@linkcode NoticeHandler} (what the hub's notices mean for all of these).
 */
export class ClientCore {
  readonly identity: Identity;
  readonly uplink: UplinkKind;
  readonly host: Host;
  readonly membership: Membership;
  readonly resumePoint: ResumePoint;
  readonly #incoming: Incoming;
  readonly #sendQueue: SendQueue;
  readonly #connectivity: Connectivity;
  readonly #notices: NoticeHandler;

  constructor(identity: Identity, limits: ClientLimits, uplink: UplinkKind, host: Host) {
    const parts = partsOf(identity, limits, uplink, host);
    this.identity = identity;
    this.uplink = uplink;
    this.host = host;
    this.resumePoint = parts.resumePoint;
    this.membership = parts.membership;
    this.#incoming = parts.incoming;
    this.#sendQueue = parts.sendQueue;
    this.#connectivity = parts.connectivity;
    this.#notices = parts.notices;
  }

  get state(): ClientState {
    return this.#connectivity.state;
  }

  /** The address of the hub that the client is connected to, or tries. */
  get address(): string {
    return this.#connectivity.address;
  }

  /** The number of messages that wait for their ack. */
  get unacked(): number {
    return this.#sendQueue.unacked.size;
  }

  /** True while the client can give commands: the hub has welcomed this connection. */
  get isOnline(): boolean {
    return this.#connectivity.isOnline;
  }

  /** True while the client is in its rooms, and missed messages have been replayed. */
  get isCaughtUp(): boolean {
    return this.#connectivity.isAnnounced && !this.#sendQueue.replays.isCatchingUp;
  }

  /** The point for a later client to go on from; undefined before the first welcome. */
  get resume(): Resume | undefined {
    const { session, epoch } = this.resumePoint;
    const { since, newest } = this.#incoming;
    if (epoch === undefined) return undefined;
    return { session, epoch, since, newest, isInRooms: !this.#sendQueue.rejoin.isUnderWay };
  }

  start(nowMs: number): void {
    this.#connectivity.start(nowMs);
  }

  /** The uplink is open: says hello. */
  opened(nowMs: number): void {
    if (this.#connectivity.isConnecting) this.#notices.greet(nowMs);
  }

  /** The uplink is lost, or couldn't be opened; `why` is a sentence. */
  lost(nowMs: number, why: string): void {
    this.#connectivity.lost(nowMs, why);
  }

  /**
   * The uplink can't be opened, and trying again is useless, unless the client was online before.
   *
   * @param why A sentence.
   */
  unreachable(nowMs: number, why: string): void {
    this.#connectivity.unreachable(nowMs, why);
  }

  /** Handles one message or notice, as parsed from JSON. */
  received(value: unknown, nowMs: number): void {
    if (!this.#connectivity.heard(nowMs)) return;
    const notice = asNotice(value);
    if (notice !== undefined) this.#notices.handle(notice, nowMs);
    else {
      const message = asMessage(value);
      if (message === undefined) return this.#pump(nowMs);
      if (message.found) this.#found(message);
      else if (!this.#sendQueue.replays.collect(message)) {
        this.#incoming.receive(message);
      }
    }
    this.#pump(nowMs);
  }

  /** Connects without waiting for the delay: an event suggests that there is a network. */
  retryNow(nowMs: number): void {
    this.#connectivity.retryNow(nowMs);
    this.#pump(nowMs);
  }

  /** Does everything that is due. */
  tick(nowMs: number): void {
    this.#connectivity.tick(nowMs);
    this.#pump(nowMs);
  }

  /** Returns the latest time for the next `tick`; Infinity: only after another event. */
  nextMs(): number {
    const nextMs = this.#connectivity.nextMs();
    return this.#connectivity.isOnline ? Math.min(nextMs, this.#sendQueue.nextMs()) : nextMs;
  }

  /**
   * Says a text, now or as soon as there is a connection.
   *
   * @throws {ClientError} `queue-full`, `closed`, `not-in-room`, `empty-message`, `lone-surrogate`
   * or `message-too-large`.
   */
  say({ text, to, re, id, sent }: Saying, completion: Completion, nowMs: number): void {
    this.#connectivity.refuseIfClosed();
    const { current } = this.membership;
    if (to === undefined && !this.membership.has(current)) {
      throw new ClientError("not-in-room", "You are in no room: join one, or say whom to.");
    }
    const message = {
      ...{ id: id ?? this.host.newId(), msg: escapeSlash(text), to: to ?? current },
      ...(re !== undefined && { re }),
    };
    checkSendable(message);
    this.#sendQueue.unacked.add(message, completion, nowMs, sent);
    this.#pump(nowMs);
  }

  /**
   * Edits, deletes or reacts to an earlier message, now or as soon as there is a connection.
   *
   * @param attempt An earlier attempt by another client, as of a text.
   * @throws {ClientError} As `say`.
   */
  change(
    change: ChangeRequest,
    completion: Completion,
    nowMs: number,
    { id, sent }: Pick<Saying, "id" | "sent"> = {},
  ): void {
    this.#connectivity.refuseIfClosed();
    const msg = "msg" in change ? change.msg : undefined;
    if (msg !== undefined) checkSendable({ ...change, msg, to: "" });
    const message = { ...change, id: id ?? this.host.newId() };
    this.#sendQueue.unacked.add(message, completion, nowMs, sent);
    this.#pump(nowMs);
  }

  /** Sends something of the moment; without a connection it is dropped. */
  signal(signal: Signal, nowMs: number): void {
    if (this.isCaughtUp) this.#connectivity.send(signal, nowMs);
  }

  /** Removes a text that waits, without calling `resolve` or `reject`. */
  withdraw(id: string): void {
    this.#sendQueue.unacked.withdraw(id);
  }

  /**
   * Sends a command, now or as soon as there is a connection, and again over the next one.
   *
   * @throws {ClientError} `queue-full` or `closed`.
   */
  request(request: Omit<Request, "id">, nowMs: number): void {
    this.#connectivity.refuseIfClosed();
    this.#sendQueue.requests.add({ ...request, id: this.host.newId() });
    this.#pump(nowMs);
  }

  /**
   * Asks for earlier messages of a room.
   *
   * @throws {ClientError} `queue-full` or `closed`.
   */
  history(request: HistoryRequest, nowMs: number): void {
    this.#connectivity.refuseIfClosed();
    this.#sendQueue.replays.ask(request);
    this.#pump(nowMs);
  }

  /**
   * Asks for messages by their words.
   *
   * @throws {ClientError} `queue-full` or `closed`.
   */
  search(request: SearchRequest, nowMs: number): void {
    this.#connectivity.refuseIfClosed();
    this.#sendQueue.searches.ask(request);
    this.#pump(nowMs);
  }

  /**
   * Sends a command as it was typed; an answer comes as a notice.
   *
   * @param options `id`: comes back in the notice of a refusal. `to`: the room that a command without
   * a room is about, or the receiver of what the command says.
   * @throws {ClientError} `offline` or `closed`.
   */
  command(
    line: string,
    nowMs: number,
    { id, to }: { readonly id?: string | undefined; readonly to?: string | undefined } = {},
  ): void {
    this.#connectivity.refuseIfClosed();
    if (!this.#connectivity.isOnline) {
      throw new ClientError("offline", "There is no connection now: try again when there is.");
    }
    this.resumePoint.typedPassword.remember(line, this.resumePoint.name);
    const fields = { ...(id !== undefined && { id }), ...(to !== undefined && { to }) };
    this.#connectivity.send({ msg: line, ...fields }, nowMs);
  }

  /** Waits for acks, as long as the limits say, and ends. */
  close(nowMs: number): void {
    this.#connectivity.close(nowMs);
    this.#pump(nowMs);
  }

  /** The reader has made room for events. */
  drained(nowMs: number): void {
    this.#incoming.drained();
    if (this.#connectivity.isOnline) this.#pump(nowMs);
  }

  /** A result of a search goes to the search, or to the host that has sent the question itself. */
  #found(message: Message): void {
    if (!this.#sendQueue.searches.collect(message)) this.host.found?.(message);
  }

  /** Sends everything that is due. */
  #pump(nowMs: number): void {
    if (this.#connectivity.isClosing && this.#sendQueue.unacked.size === 0) {
      return this.#connectivity.leave(nowMs);
    }
    if (!this.#connectivity.isOnline) return;
    if (!this.#sendQueue.rejoin.isUnderWay) this.#connectivity.announceOnline();
    for (const message of this.#sendQueue.due(nowMs)) this.#connectivity.send(message, nowMs);
    this.#connectivity.beat(nowMs);
  }
}
