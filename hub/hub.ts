import type { MessageId, Splice } from "../batch/mod.ts";
import type { Accounts } from "./access/accounts.ts";
import type { Bans } from "./access/bans/bans.ts";
import { type Claim, type Proof, type TokenHolder, UNPROVED } from "./access/credentials.ts";
import type { Sessions } from "./access/sessions.ts";
import type { Audit } from "./audit/audit.ts";
import type { AuditAction } from "./audit/audit_record.ts";
import { ChatError } from "./chat_error.ts";
import type { CloseReason } from "./close_reason.ts";
import type { FanOut } from "./fan_out.ts";
import type { History } from "./history/history.ts";
import type { Hook, HookMessage } from "./hooks/hook.ts";
import { type Hooks, hookUnknown } from "./hooks/hooks.ts";
import type { HubOptions } from "./hub_options.ts";
import { HubState } from "./hub_state.ts";
import type { HubLimits } from "./limits.ts";
import type { Directory } from "./names/directory.ts";
import type { ReadMarkers } from "./names/read_markers.ts";
import { LocalOrder } from "./order/local_order.ts";
import type { Order } from "./order/order.ts";
import { StateMachine } from "./order/state_machine.ts";
import type { Peer } from "./peers/peer.ts";
import type { ProfileChange } from "./peers/signal.ts";
import type { Signals } from "./peers/signals.ts";
import type { Typing } from "./peers/typing.ts";
import { LOBBY, type Member } from "./rooms/room.ts";
import type { Reads } from "./reads/reads.ts";
import type { Rooms } from "./rooms/rooms.ts";
import type { Search } from "./search/search.ts";
import { changeOf } from "./things/change.ts";
import { diagnoseSince } from "./time/since.ts";
import type { WallTime } from "./time/wall_time.ts";
import type { ClientMessage } from "../vocabulary/mod.ts";

/**
 * The meeting point of all peers: it attaches them, handles what they send, and detaches them. The
 * hub knows neither sockets nor clocks. It is synchronous: a call is complete before the next begins.
 */
export class Hub {
  /** True if the hub may be on several nodes: this one may learn a moment later what another one knows. */
  readonly hasOtherNodes: boolean;
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly bans: Bans;
  readonly directory: Directory;
  readonly history: History;
  readonly hooks: Hooks;
  readonly limits: HubLimits;
  readonly readMarkers: ReadMarkers;
  readonly reads: Reads;
  readonly rooms: Rooms;
  readonly search: Search;
  readonly sessions: Sessions;
  readonly signals: Signals;
  readonly typing: Typing;
  readonly wall: WallTime;
  readonly #state: HubState;
  readonly #fanOut: FanOut;
  readonly #newToken: () => string;
  readonly #order: Order;

  /** @param orderOf Makes the order of several nodes. Absent: the hub has one node. */
  constructor(
    options: HubOptions,
    orderOf?: (machine: StateMachine) => Order,
  ) {
    const state = new HubState(options);
    const machine = new StateMachine(state);
    state.order = orderOf?.(machine) ?? new LocalOrder(machine);
    this.hasOtherNodes = orderOf !== undefined;
    this.accounts = state.accounts;
    this.audit = state.audit;
    this.bans = state.bans;
    this.directory = state.directory;
    this.history = state.history;
    this.hooks = state.hooks;
    this.limits = state.limits;
    this.readMarkers = state.readMarkers;
    this.reads = state.reads;
    this.rooms = state.rooms;
    this.search = state.search;
    this.sessions = state.sessions;
    this.signals = state.signals;
    this.typing = state.typing;
    this.wall = state.wall;
    this.#state = state;
    this.#fanOut = state.fanOut;
    this.#newToken = options.newToken;
    this.#order = state.order;
  }

  /**
   * Returns the claim that a message makes to a registered name; undefined where it makes none. The
   * caller has the claim checked by {@linkcode Hub.checkPassword} and then passes `isOwner`.
   *
   * @throws {ChatError} `name-registered` where a password is missing.
   */
  claimOf(message: ClientMessage, member: Member | undefined, nowMs: number): Claim | undefined {
    return this.#state.credentials.claimOf(message, member, nowMs);
  }

  /**
   * Checks a claim's password. That takes a while: the hash is slow to compute on purpose.
   *
   * @throws {ChatError} `password-wrong`, `too-many-attempts` or `rate-limited`.
   */
  checkPassword(claim: Claim, address: string, nowMs: number): Promise<void> {
    return this.#state.credentials.checkPassword(claim, address, nowMs);
  }

  /**
   * Returns a sentence about a password that came with a name which nobody has registered; undefined
   * where there is none.
   */
  unusedPasswordOf(message: ClientMessage): string | undefined {
    return this.#state.credentials.unusedPasswordOf(message);
  }

  /**
   * Checks the token that a closed hub wants.
   *
   * @throws {ChatError} `token-missing`, `token-wrong` or `too-many-attempts`.
   */
  checkToken(holder: TokenHolder, nowMs: number): void {
    this.#state.credentials.checkToken(holder, nowMs);
  }

  /**
   * Gives a peer the name that its hello claims, seats it in the lobby or in the rooms of the session
   * that it resumes, and welcomes it.
   *
   * @param proof Tells if {@linkcode Hub.checkPassword} accepted the claim.
   * @returns The member; a promise of it where other nodes have a say. The promise rejects as the call
   * throws.
   * @throws {ChatError} What is wrong with the name or token, `name-taken`, `banned`, `peer-limit`.
   */
  attach(
    peer: Peer,
    hello: ClientMessage,
    nowMs: number,
    { isOwner }: Proof = UNPROVED,
  ): Member | Promise<Member> {
    this.#checkSince(hello, nowMs);
    this.#state.credentials.checkToken({ ...hello, address: peer.address }, nowMs);
    const token = this.#newToken();
    return this.#order.submit({ kind: "enter", peer, hello, token, isOwner }, nowMs);
  }

  /** Seats the person at the server's terminal in the lobby, as `server`, with all commands. */
  attachOperator(peer: Peer, nowMs: number): Member | Promise<Member> {
    return this.#order.submit({ kind: "operator", peer }, nowMs);
  }

  /** Records an action of the operator that changes this node alone, like a reload. */
  recordAction(action: AuditAction, about: string, nowMs: number): void {
    const done = this.#order.submit({ kind: "audit", by: "server", action, about }, nowMs);
    // A node that the others hold for dead records nothing any more.
    (done as Promise<void> | undefined)?.catch(() => {});
  }

  /** Returns a name of the form `guest12` that nobody has, and that looks like nobody's. */
  freeGuestName(): string {
    for (;;) {
      const name = this.directory.nextGuestName();
      if (this.#state.reception.names.isFree(name)) return name;
    }
  }

  /**
   * Takes a peer out of every room and frees its name. Only the end of its connection calls this.
   *
   * @param reason Told to the others in its rooms: see `leaveReasonOf`.
   */
  detach(member: Member, reason: string, nowMs: number): void {
    const done = this.#order.submit({ kind: "leave", member, reason }, nowMs);
    // A node that the others hold for dead has no members any more.
    done?.catch(() => {});
  }

  /**
   * Does what a client's message asks for.
   *
   * @throws {ChatError} The refusal of the message. Where other nodes have a say, the refusal may come
   * later: then {@linkcode Peer.refuse} gets it.
   */
  handle(member: Member, message: ClientMessage, nowMs: number): void {
    if (message.msg === undefined) this.#checkSince(message, nowMs);
    this.#order.submit({ kind: "message", member, message }, nowMs);
  }

  /** Answers a peer behind everything that came from this node before: at once, on one node. */
  inOrder(answer: () => void): void {
    this.#order.inOrder(answer);
  }

  /**
   * Says or changes one message for a sender without a connection. Nobody joins or leaves by that. Where the name
   * is present, a session or a password has to prove that the sender owns it.
   *
   * @param message With a `msg` that is no command, or with a change. Without `to` a text goes to the
   * lobby.
   * @param proof Tells if {@linkcode Hub.checkPassword} accepted the claim.
   * @returns The message's number, or that of the event; a promise of it for a change, and where other
   * nodes have a say.
   * @throws {ChatError} What is wrong with the name, token or message.
   */
  sayOnce(
    peer: Peer,
    message: ClientMessage,
    nowMs: number,
    { isOwner }: Proof = UNPROVED,
  ): number | Promise<number> {
    this.#state.credentials.checkToken({ ...message, address: peer.address }, nowMs);
    const change = changeOf(message);
    if (change === undefined) {
      return this.#order.submit({ kind: "post", peer, message, isOwner }, nowMs);
    }
    return this.#state.changes.lookUp(change.of).then((base) =>
      this.#order.submit({ kind: "post", peer, message, isOwner, base }, nowMs)
    );
  }

  /**
   * Returns the incoming webhook of a token.
   *
   * @throws {ChatError} `hook-unknown`.
   */
  hookOf(token: string): Hook {
    const { hooks, hashToken } = this.#state;
    const hook = hooks.ofTokenHash(hashToken(token));
    if (hook === undefined) throw hookUnknown(undefined);
    return hook;
  }

  /**
   * Says a message in the room of a hook.
   *
   * @returns The message's number; a promise of it where other nodes have a say.
   * @throws {ChatError} `empty-message`, or `hook-unknown` where the hook has ended meanwhile.
   */
  sayByHook({ name }: Hook, message: HookMessage, nowMs: number): number | Promise<number> {
    return this.#order.submit({ kind: "hook-post", name, message }, nowMs);
  }

  /**
   * Checks that a member could say something there now, before it sends a whole file.
   *
   * @throws {ChatError} What is wrong with `to`.
   */
  checkReceiver(member: Member, to: string | undefined): void {
    this.#state.speech.checkReceiver(member, to);
  }

  /**
   * True if a reader may have what was said to a scope: everybody who knows of it, but for a private
   * room, which is for the names that may enter it.
   *
   * @param fold The reader's folded name; undefined for a reader without one.
   */
  mayRead(scope: string, fold: string | undefined): boolean {
    const charter = this.rooms.charters.get(scope);
    return charter === undefined || !charter.isPrivate ||
      fold !== undefined && charter.admits(fold);
  }

  /**
   * Checks that a sender without a connection could say something now: see {@linkcode Hub.sayOnce}.
   *
   * @returns The sender's name.
   * @throws {ChatError} What is wrong with the name, token or `to`.
   */
  checkPost(
    peer: Peer,
    message: ClientMessage,
    nowMs: number,
    { isOwner }: Proof = UNPROVED,
  ): string {
    const { credentials, reception, speech } = this.#state;
    credentials.checkToken({ ...message, address: peer.address }, nowMs);
    const member = reception.oneTimeAuthor(peer, message, { nowMs, isOwner });
    speech.checkReceiver(member, message.to ?? (member.current === undefined ? LOBBY : undefined));
    return member.name;
  }

  /**
   * The hot path: says a message as it is, in the member's current room. Its bytes are in canonical
   * form under the member's own name, and hold no other field than `msg`.
   *
   * @param body The object without its opening brace, for the hub's own fields stand in front. It is
   * copied at once.
   * @param id Asks for an ack, and makes a retry safe.
   * @throws {ChatError} `message-too-large`, or that the member is in no room.
   */
  sayCanonical(member: Member, body: Splice, nowMs: number, id?: MessageId): void {
    this.#order.sayCanonical(member, body, nowMs, id);
  }

  /** Gives a member the registered name that it proved to own, and the messages kept for it. */
  renameOwner(member: Member, name: string, nowMs: number): void {
    const done = this.#order.submit({ kind: "identify", member, name }, nowMs);
    done?.catch((refusal) => member.peer.refuse(refusal, undefined));
  }

  /** Changes what a member tells about itself, and tells those that share a room with it. */
  changeProfile(member: Member, change: ProfileChange, nowMs: number): void {
    const done = this.#order.submit({ kind: "profile", member, change }, nowMs);
    // A node that the others hold for dead has no members any more.
    done?.catch(() => {});
  }

  /** True while acks, a replay or a command that a member asked for are still under way. */
  awaitsAnswers(member: Member): boolean {
    this.#fanOut.flushRoomsOf(member);
    return member.acksDueBytes > 0 || member.held !== undefined ||
      member.commandDone !== undefined || this.#order.pending !== undefined;
  }

  /** The messages that got a number since the start. */
  get messageCount(): number {
    return this.#fanOut.messageCount;
  }

  /** Resolves when everything that came by now is applied; undefined if it is, as on one node. */
  get applied(): Promise<void> | undefined {
    return this.#order.pending;
  }

  /** Resolves when a member has got everything that it asked for: acks, a replay, a command. */
  async answered(member: Member): Promise<void> {
    await this.#order.pending;
    await member.commandDone;
    await this.acknowledged();
    await member.replaying;
  }

  /** Resolves when all that was said is persisted or has failed, and its acks or errors are sent. */
  acknowledged(): Promise<void> {
    this.flush();
    return new Promise<void>((resolve) => this.history.append([], () => resolve()));
  }

  /** Delivers all messages and notices of this turn. */
  flush(): void {
    this.#fanOut.flush();
  }

  /** Tells everybody goodbye and ends every connection once its outbox is written. */
  closeAll(reason: CloseReason): void {
    this.flush();
    for (const member of this.directory.values()) member.peer.close(reason);
  }

  /** Refuses a `since` that is a time. With an epoch it is a number, however it looks. */
  #checkSince({ since, epoch }: ClientMessage, nowMs: number): void {
    const sentence = since === undefined || epoch !== undefined
      ? undefined
      : diagnoseSince(since, this.history.lastSeq, this.wall.at(nowMs));
    if (sentence !== undefined) throw new ChatError("bad-field", sentence);
  }
}
