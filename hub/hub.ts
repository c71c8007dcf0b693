import type { Accounts } from "./access/accounts.ts";
import type { MessageId, Splice } from "../batch/mod.ts";
import type { BanStore } from "./access/bans/ban_store.ts";
import { Bans } from "./access/bans/bans.ts";
import { BUILTIN_PEERS } from "./peers/builtin_peer.ts";
import { ChatError } from "./chat_error.ts";
import { type CloseReason, leaveReasonOf } from "./close_reason.ts";
import { CatchUp } from "./delivery/catch_up.ts";
import type { HashKey } from "./history/id_key.ts";
import { runCommand } from "./commands/commands.ts";
import { Directory } from "./names/directory.ts";
import { FanOut } from "./fan_out.ts";
import type { History } from "./history/history.ts";
import type { HubLimits } from "./limits.ts";
import { LOBBY, Member } from "./rooms/room.ts";
import { parsePeerName, type PeerName } from "./names/name.ts";
import { plainNotice } from "./notice.ts";
import type { Peer } from "./peers/peer.ts";
import { type Claim, Reception, type TokenHolder } from "./access/reception.ts";
import { RecentIds } from "./history/recent_ids.ts";
import type { ReplayRequest } from "./delivery/replay.ts";
import { Rooms } from "./rooms/rooms.ts";
import { Sessions } from "./access/sessions.ts";
import { type SayOptions, Speech } from "./speech.ts";
import { diagnoseSince } from "./time/since.ts";
import { WallTime } from "./time/wall_time.ts";
import {
  bareWordIn,
  type ClientMessage,
  commandIn,
  foldName,
  type Notice,
  spokenText,
} from "../vocabulary/mod.ts";

/** What a hub is made of. */
export interface HubOptions {
  readonly history: History;
  readonly limits: HubLimits;
  /** Called when something is pending: call {@linkcode Hub.flush} before the turn ends. */
  readonly requestFlush: () => void;
  /** Makes a secret that nobody can guess. */
  readonly newToken: () => string;
  /** Two random numbers of 32 bits, so that nobody can look for ids that share a hash. */
  readonly hashKey: HashKey;
  readonly accounts: Accounts;
  /** Keeps bans over a restart. */
  readonly bans: BanStore;
  /** Whether this is the token of a closed hub, in constant time. Absent: the hub is open. */
  readonly isToken?: ((token: string) => boolean) | undefined;
  /** Told of what went wrong behind a command that takes a while, and isn't anybody's mistake. */
  readonly onBug?: (error: unknown) => void;
}

/**
 * Where all peers meet: names, rooms and who hears what. It knows neither sockets nor clocks, and
 * it is synchronous: what one call does is done before the next begins.
 */
export class Hub {
  readonly directory: Directory = new Directory();
  readonly rooms: Rooms;
  readonly bans: Bans;
  readonly sessions: Sessions;
  readonly history: History;
  readonly accounts: Accounts;
  readonly limits: HubLimits;
  readonly wall: WallTime = new WallTime();
  readonly onBug: (error: unknown) => void;
  readonly #fanOut: FanOut;
  readonly #speech: Speech;
  readonly #catchUp: CatchUp;
  readonly #reception: Reception;

  constructor(options: HubOptions) {
    const { history, limits, requestFlush, newToken, hashKey, accounts, isToken, onBug } = options;
    this.onBug = onBug ?? (() => {});
    this.history = history;
    this.accounts = accounts;
    this.limits = limits;
    this.bans = new Bans(limits.maxBans, options.bans, this.wall);
    this.sessions = new Sessions({ ttlMs: limits.sessionTtlMs, maxSessions: limits.maxSessions });
    this.#fanOut = new FanOut(history, requestFlush, limits.replayHoldMaxBytes);
    this.rooms = new Rooms(limits, this.#fanOut);
    const { dedupWindowMs: windowMs, dedupMaxEntries: maxEntries } = limits;
    this.#speech = new Speech({
      accounts,
      directory: this.directory,
      fanOut: this.#fanOut,
      history,
      rooms: this.rooms,
      recentIds: new RecentIds({ windowMs, maxEntries, hashKey }, history.recentIds()),
      wall: this.wall,
    });
    this.#catchUp = new CatchUp({
      accounts,
      fanOut: this.#fanOut,
      history,
      sessions: this.sessions,
    });
    this.#reception = new Reception({
      accounts,
      bans: this.bans,
      directory: this.directory,
      history,
      limits,
      rooms: this.rooms,
      sessions: this.sessions,
      newToken,
      isToken,
    });
    for (const [name, peer] of Object.entries(BUILTIN_PEERS)) {
      this.directory.add(new Member(peer, name as PeerName, name, "", 0));
    }
  }

  /**
   * What has to be proved before a message is handled: undefined, or a claim for
   * {@linkcode Hub.prove}, after which the caller passes `isOwner`.
   *
   * @throws {ChatError} `name-registered` where a password is missing.
   */
  claimOf(message: ClientMessage, member: Member | undefined, nowMs: number): Claim | undefined {
    return this.#reception.claimOf(message, member, nowMs);
  }

  /**
   * Checks a claim's password, which takes a while: it is slow to compute on purpose.
   *
   * @throws {ChatError} `password-wrong`, `too-many-attempts` or `rate-limited`.
   */
  prove(claim: Claim, address: string, nowMs: number): Promise<void> {
    return this.#reception.prove(claim, address, nowMs);
  }

  /** Notes that the owner of a name is at an address: guesses of others slow it down less there. */
  letIn(address: string, fold: string): void {
    this.#reception.letIn(address, fold);
  }

  /**
   * Gives a peer the name that its hello claims, seats it in the lobby (or in the rooms of the
   * session it takes up) and welcomes it.
   *
   * @param proof Whether the name's password was checked; see {@linkcode Hub.claimOf}.
   * @throws {ChatError} What is wrong with the name or token, `name-taken`, `banned`, `peer-limit`.
   */
  attach(
    peer: Peer,
    hello: ClientMessage,
    nowMs: number,
    { isOwner }: { isOwner: boolean } = { isOwner: false },
  ): Member {
    this.#checkSince(hello, nowMs);
    const member = this.#reception.enter(peer, hello, nowMs, isOwner);
    this.#welcome(member, hello);
    return member;
  }

  /** A name of the form `guest12` that nobody has, and that looks like nobody's. */
  freeGuestName(): string {
    for (;;) {
      const name = this.directory.nextGuestName();
      if (this.#reception.names.isFree(name)) return name;
    }
  }

  /**
   * Takes a peer out of every room and frees its name. Only its session's end calls this.
   *
   * @param reason Told to the others in its rooms: see `leaveReasonOf`.
   */
  detach(member: Member, reason: string, nowMs: number): void {
    if (!member.attached) return;
    this.sessions.leave(member, nowMs);
    this.accounts.leave(member.fold, this.history.lastSeq);
    this.rooms.leaveAll(member, reason);
    this.directory.remove(member);
    member.attached = false;
  }

  /**
   * Does what a client's message asks for.
   *
   * @throws {ChatError} Where it is refused; nothing has happened then.
   */
  handle(member: Member, message: ClientMessage, nowMs: number): void {
    if (message.name !== undefined && message.name !== member.name) {
      this.rename(member, message.name, nowMs);
    }
    const { msg, id, to } = message;
    if (msg === undefined) {
      this.#checkSince(message, nowMs);
      if (isHello(message)) this.#welcome(member, message);
      return;
    }
    const command = commandIn(msg);
    if (command !== undefined) return runCommand({ hub: this, member, nowMs, message }, command);
    const bareWord = message.isTyped ? bareWordIn(msg) : undefined;
    if (bareWord !== undefined) this.tell(member, plainNotice("info", bareWord.sentence));
    if (bareWord?.isSaid !== false) this.say(member, spokenText(msg), { to, id, nowMs });
  }

  /**
   * Says one thing for somebody who has no connection: nobody comes or goes by that. Where the name
   * is here, its session or its password has to prove that it is the same peer.
   *
   * @param message With a `msg` that is no command. Without `to` it goes to the lobby.
   * @param proof Whether the name's password was checked; see {@linkcode Hub.claimOf}.
   * @returns The message's number.
   * @throws {ChatError} What is wrong with the name, token or message.
   */
  sayOnce(
    peer: Peer,
    message: ClientMessage,
    nowMs: number,
    proof: { isOwner: boolean } = { isOwner: false },
  ): number {
    const member = this.#reception.visitor(peer, message, nowMs, proof.isOwner);
    const { msg = "", to = member.current === undefined ? LOBBY : undefined, id } = message;
    return this.say(member, spokenText(msg), { to, id, nowMs });
  }

  /**
   * Checks the token that a closed hub wants.
   *
   * @throws {ChatError} `token-missing`, `token-wrong` or `too-many-attempts`.
   */
  checkToken(holder: TokenHolder, nowMs: number): void {
    this.#reception.checkToken(holder, nowMs);
  }

  /**
   * Changes a name, where the new one is free.
   *
   * @param proof Whether the new name's password was checked; whoever has it then is replaced.
   * @throws {ChatError} What is wrong with the name, `name-taken`, `name-registered` or `banned`.
   */
  rename(
    member: Member,
    rawName: string,
    nowMs: number,
    { isOwner }: { isOwner: boolean } = { isOwner: false },
  ): void {
    const name = parsePeerName(rawName);
    if (name === member.name) return;
    const previous = member.name;
    this.#fanOut.settle(member);
    if (foldName(name) !== member.fold) this.#takeName(member, name, nowMs, isOwner);
    else this.#respell(member, name);
    const msg = `${previous} is now ${name}`;
    const notice = { name: "server", msg, event: "rename", peer: previous, now: name } as const;
    for (const hearer of this.rooms.neighbours(member)) this.tell(hearer, notice);
    this.tell(member, notice);
  }

  /**
   * Routes a text, which starts no command here. Returns its number.
   *
   * @throws {ChatError} `empty-message`, `message-too-large`, or that `to` is nobody.
   */
  say(member: Member, text: string, options: SayOptions): number {
    return this.#speech.say(member, text, options);
  }

  /**
   * The hot path: a message whose bytes are known to be in canonical form under the member's own
   * name, with no other field than `msg`, goes to the member's current room as it is. The body is the
   * object without its opening brace, for the hub's own fields stand in front; it is copied at once.
   *
   * @param id Asks for an ack, and makes a retry safe, as with {@linkcode Hub.say}.
   * @throws {ChatError} `message-too-large`, or that the member is in no room.
   */
  sayCanonical(member: Member, body: Splice, nowMs: number, id?: MessageId): void {
    this.#speech.sayCanonical(member, body, nowMs, id);
  }

  /**
   * Starts a replay to a member; a history notice ends it.
   *
   * @throws {ChatError} `replay-running`.
   */
  replay(member: Member, request: ReplayRequest): void {
    this.#catchUp.replay(member, request);
  }

  /** Whether something that a member asked for is still to come. */
  owes(member: Member): boolean {
    this.#fanOut.settle(member);
    return member.acksDueBytes > 0 || member.held !== undefined;
  }

  /** Resolves when a member has got what it asked for: its acks and its replay. */
  async owed(member: Member): Promise<void> {
    await this.settled();
    await member.replaying;
  }

  /** Resolves when all that was said is kept, or can't be, and whoever asked has been told. */
  settled(): Promise<void> {
    this.flush();
    return new Promise<void>((resolve) => this.history.append([], () => resolve()));
  }

  /** Tells one member, behind everything that its rooms have said before. */
  tell(member: Member, notice: Notice): void {
    this.#fanOut.tell(member, notice);
  }

  /** Seats the person at the server's terminal: named `server`, in the lobby, allowed everything. */
  attachOperator(peer: Peer, nowMs: number): Member {
    const member = new Member(peer, "server" as PeerName, "server", "", nowMs);
    member.isOperator = true;
    this.directory.add(member);
    this.rooms.seat(member, LOBBY);
    return member;
  }

  /** Tells everybody goodbye and ends every connection once its outbox is written. */
  closeAll(reason: CloseReason): void {
    this.flush();
    for (const member of this.directory.values()) member.peer.close(reason);
  }

  /** Delivers what this turn has said. */
  flush(): void {
    this.#fanOut.flush();
  }

  /** Gives a member the registered name that it proved to be its own, and what was kept for it. */
  takeOwned(member: Member, name: string, nowMs: number): void {
    this.rename(member, name, nowMs, { isOwner: true });
    this.sessions.own(member);
    this.#catchUp.deliverKept(member);
  }

  #takeName(member: Member, name: PeerName, nowMs: number, isOwner: boolean): void {
    this.#reception.admit(name, member.peer, nowMs, { isOwner, asker: member });
    const ghost = this.directory.get(name);
    if (ghost !== undefined) {
      const sentence = `${name} was taken over by who knows its password.`;
      const reason: CloseReason = { code: "replaced", sentence };
      this.detach(ghost, leaveReasonOf(reason), nowMs);
      ghost.peer.close(reason);
    }
    this.accounts.leave(member.fold, this.history.lastSeq);
    this.directory.remove(member);
    member.name = name;
    member.fold = foldName(name);
    this.directory.add(member);
    this.sessions.rename(member, this.history.lastSeq);
  }

  /** The same name in another spelling, which has to show what it is like a new one. */
  #respell(member: Member, name: PeerName): void {
    if (this.accounts.get(member.fold) === undefined) this.#reception.names.check(name, member);
    this.directory.respell(member, name);
  }

  /** A number with its epoch is of some log, perhaps another, however much it looks like a time. */
  #checkSince({ since, epoch }: ClientMessage, nowMs: number): void {
    const sentence = since === undefined || epoch !== undefined
      ? undefined
      : diagnoseSince(since, this.history.lastSeq, this.wall.at(nowMs));
    if (sentence !== undefined) throw new ChatError("bad-field", sentence);
  }

  #welcome(member: Member, hello: ClientMessage): void {
    const { since = 0, epoch } = hello;
    // Before the welcome, which names the epoch.
    if (epoch === this.history.epoch && since > this.history.lastSeq) this.history.heed(since);
    const welcome = this.#reception.welcomeOf(member);
    this.tell(member, hello.id === undefined ? welcome : { ...welcome, id: hello.id });
    this.#catchUp.begin(member, hello);
  }
}

/** Whether a message without text wants an answer; without these fields it is a heartbeat. */
function isHello(message: ClientMessage): boolean {
  return message.since !== undefined || message.session !== undefined ||
    message.heartbeat !== undefined;
}
