import type { Accounts } from "./accounts.ts";
import type { Splice } from "./batch.ts";
import { Bans } from "./bans.ts";
import { BUILTIN_PEERS, BuiltinPeer } from "./builtin_peer.ts";
import { ChatError } from "./chat_error.ts";
import type { ClientMessage } from "./client_message.ts";
import type { CloseReason } from "./close_reason.ts";
import { runCommand } from "./commands.ts";
import { Directory } from "./directory.ts";
import { FanOut, type Said } from "./fan_out.ts";
import type { History } from "./history.ts";
import type { HubLimits } from "./limits.ts";
import { Member } from "./member.ts";
import { foldName, parsePeerName, type PeerName } from "./name.ts";
import { type Notice, plainNotice } from "./notice.ts";
import type { Peer } from "./peer.ts";
import { type Claim, Reception } from "./reception.ts";
import { RecentIds } from "./recent_ids.ts";
import { replay, type ReplayRequest } from "./replay.ts";
import { LOBBY } from "./room.ts";
import { Rooms } from "./rooms.ts";
import { Sessions } from "./sessions.ts";
import { spliceable } from "./splice.ts";

/** What a hub is made of. */
export interface HubOptions {
  readonly history: History;
  readonly limits: HubLimits;
  /** Called when something is pending: call {@linkcode Hub.flush} before the turn ends. */
  readonly requestFlush: () => void;
  /** Makes a secret that nobody can guess. */
  readonly newToken: () => string;
  readonly accounts: Accounts;
  /** Whether this is the token of a closed hub, in constant time. Absent: the hub is open. */
  readonly isToken?: ((token: string) => boolean) | undefined;
  /** Told of what went wrong behind a command that takes a while, and isn't anybody's mistake. */
  readonly onBug?: (error: unknown) => void;
}

const encoder = new TextEncoder();
const NOBODY = new Member(new BuiltinPeer(() => ""), "" as PeerName, "", "", 0);

/**
 * Where all peers meet: names, rooms and who hears what. It knows neither sockets nor clocks, and
 * it is synchronous: what one call does is done before the next begins.
 *
 * @example
 * ```ts
 * import { Hub } from "./hub.ts";
 * import { MemoryHistory } from "./memory_history.ts";
 * import { DEFAULT_HUB_LIMITS } from "../config.ts";
 * import { MemoryAccounts } from "../store/memory_accounts.ts";
 *
 * const accounts = new MemoryAccounts();
 * const history = new MemoryHistory({ retainMessages: 10, retainBytes: 10_000, epoch: "e" });
 * const newToken = () => crypto.randomUUID();
 * const hub = new Hub({
 *   accounts,
 *   history,
 *   limits: DEFAULT_HUB_LIMITS,
 *   newToken,
 *   requestFlush: () => queueMicrotask(() => hub.flush()),
 * });
 * ```
 */
export class Hub {
  readonly directory = new Directory();
  readonly rooms: Rooms;
  readonly bans: Bans;
  readonly sessions: Sessions;
  readonly history: History;
  readonly accounts: Accounts;
  readonly limits: HubLimits;
  readonly onBug: (error: unknown) => void;
  readonly #fanOut: FanOut;
  readonly #recentIds: RecentIds;
  /** Used again for each message of the hot path, which leaves nothing to collect. */
  readonly #said: { author: Member; timeMs: number } = { author: NOBODY, timeMs: 0 };
  readonly #reception: Reception;

  constructor({ history, limits, requestFlush, newToken, accounts, isToken, onBug }: HubOptions) {
    this.onBug = onBug ?? (() => {});
    this.history = history;
    this.accounts = accounts;
    this.limits = limits;
    this.bans = new Bans(limits.maxBans);
    this.sessions = new Sessions({ ttlMs: limits.sessionTtlMs, maxSessions: limits.maxSessions });
    this.#fanOut = new FanOut(history, requestFlush, limits.replayHoldMaxBytes);
    this.rooms = new Rooms(limits, this.#fanOut);
    const { dedupWindowMs: windowMs, dedupMaxEntries: maxEntries } = limits;
    this.#recentIds = new RecentIds({ windowMs, maxEntries }, history.recentIds());
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
   * @throws {ChatError} `password-wrong` or `too-many-attempts`.
   */
  prove(claim: Claim, address: string, nowMs: number): Promise<void> {
    return this.#reception.prove(claim, address, nowMs);
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
    const member = this.#reception.enter(peer, hello, nowMs, isOwner);
    this.#welcome(member, hello);
    return member;
  }

  /** Takes a peer out of every room and frees its name. Only its session's end calls this. */
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
      if (isHello(message)) this.#welcome(member, message);
      return;
    }
    if (msg.startsWith("/") && !msg.startsWith("//")) {
      return runCommand({ hub: this, member, nowMs, message }, msg);
    }
    this.say(member, msg.startsWith("//") ? msg.slice(1) : msg, { to, id, nowMs });
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
    return this.say(member, msg.startsWith("//") ? msg.slice(1) : msg, { to, id, nowMs });
  }

  /**
   * Checks the token that a closed hub wants.
   *
   * @throws {ChatError} `token-missing`, `token-wrong` or `too-many-attempts`.
   */
  checkToken(address: string, token: string | undefined, nowMs: number): void {
    this.#reception.checkToken(address, token, nowMs);
  }

  /**
   * Routes a text, which starts no command here. Returns its number.
   *
   * @throws {ChatError} `empty-message`, `message-too-large`, or that `to` is nobody.
   */
  say(
    member: Member,
    text: string,
    { to, id, nowMs }: { to?: string | undefined; id?: string | undefined; nowMs: number },
  ): number {
    if (text.trim() === "") {
      throw new ChatError(
        "empty-message",
        "The msg is empty or blank, and nothing was sent: say something, or leave msg out for a heartbeat.",
      );
    }
    const known = id === undefined ? undefined : this.#recentIds.find(member.fold, id, nowMs);
    if (known !== undefined) {
      this.#fanOut.acknowledge(member, id!, known);
      return known;
    }
    const body = bodyOf(member.name, text);
    const said: Said = { author: member, timeMs: nowMs, id };
    const seq = to === undefined || to.startsWith("#")
      ? this.#fanOut.publish(this.rooms.target(member, to), body, said)
      : this.#direct(member, to, body, said);
    if (id !== undefined) {
      this.#recentIds.add(member.fold, id, seq, nowMs);
      this.#fanOut.acknowledge(member, id, seq);
    }
    if (to !== undefined) this.#answerBuiltin(member, to, text, nowMs);
    return seq;
  }

  /**
   * The hot path: a message whose bytes are known to be in canonical form under the member's own
   * name, with no other field than `msg`, goes to the member's current room as it is. The body is the
   * object without its opening brace, for the hub's own fields stand in front; it is copied at once.
   *
   * @throws {ChatError} `message-too-large`, or that the member is in no room.
   */
  sayCanonical(member: Member, body: Splice, nowMs: number): void {
    const room = member.current ?? this.rooms.target(member, undefined);
    this.#said.author = member;
    this.#said.timeMs = nowMs;
    this.#fanOut.publish(room, body, this.#said);
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
    else member.name = name;
    const msg = `${previous} is now ${name}`;
    const notice = { name: "server", msg, event: "rename", peer: previous, now: name } as const;
    for (const hearer of this.rooms.neighbours(member)) this.tell(hearer, notice);
    this.tell(member, notice);
  }

  /**
   * Starts a replay to a member; a history notice ends it.
   *
   * @throws {ChatError} `replay-running`.
   */
  replay(member: Member, request: ReplayRequest): void {
    if (member.held !== undefined) {
      throw new ChatError(
        "replay-running",
        "An earlier replay is still under way: wait for its history notice and ask again.",
      );
    }
    member.replaying = replay(member, request, {
      fanOut: this.#fanOut,
      history: this.history,
      visibleScopes: () => this.#visibleScopes(member),
    });
  }

  /** Whether something that a member asked for is still to come. */
  owes(member: Member): boolean {
    this.#fanOut.settle(member);
    return member.acksDue > 0 || member.held !== undefined;
  }

  /** Resolves when a member has got what it asked for: its acks and its replay. */
  async owed(member: Member): Promise<void> {
    this.flush();
    await new Promise<void>((resolve) => this.history.append([], () => resolve()));
    await member.replaying;
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
    this.deliverKept(member);
  }

  #takeName(member: Member, name: PeerName, nowMs: number, isOwner: boolean): void {
    this.#reception.admit(name, member.peer, nowMs, { isOwner });
    const ghost = this.directory.get(name);
    if (ghost !== undefined) {
      this.detach(ghost, "replaced", nowMs);
      const sentence = `${name} was taken over by who knows its password.`;
      ghost.peer.close({ code: "replaced", sentence });
    }
    this.accounts.leave(member.fold, this.history.lastSeq);
    this.directory.remove(member);
    member.name = name;
    member.fold = foldName(name);
    this.directory.add(member);
    this.sessions.rename(member, this.history.lastSeq);
  }

  #welcome(member: Member, hello: ClientMessage): void {
    const welcome = this.#reception.welcomeOf(member);
    this.tell(member, hello.id === undefined ? welcome : { ...welcome, id: hello.id });
    if (hello.since === undefined) return this.deliverKept(member);
    this.accounts.arrive(member.fold);
    this.replay(member, {
      scopes: this.#visibleScopes(member),
      after: hello.since,
      sameEpoch: hello.epoch === undefined || hello.epoch === this.history.epoch,
      exceptAuthor: member.fold,
      id: hello.id,
    });
  }

  /** Delivers what was said to a registered name while its owner was away. */
  deliverKept(member: Member): void {
    const leftSeq = this.accounts.get(member.fold)?.leftSeq;
    this.accounts.arrive(member.fold);
    if (leftSeq === undefined || leftSeq === this.history.lastSeq) return;
    const scopes = [{ scope: `@${member.fold}`, after: leftSeq }];
    this.replay(member, { scopes, after: leftSeq, sameEpoch: true, exceptAuthor: member.fold });
  }

  /** What a member may see: its rooms, and direct messages since the name was its own. */
  #visibleScopes(member: Member): ReplayRequest["scopes"] {
    const scopes = [...member.rooms].map((room) => ({ scope: room.fold, after: 0 }));
    const after = this.accounts.get(member.fold)?.sinceSeq ?? this.sessions.sinceSeqOf(member);
    scopes.push({ scope: `@${member.fold}`, after });
    return scopes;
  }

  #direct(member: Member, to: string, body: Splice, said: Said): number {
    const target = this.directory.get(to);
    if (target === undefined) return this.#keep(member, to, body, said);
    if (target === member) {
      throw new ChatError(
        "to-yourself",
        `You are ${member.name} yourself: name somebody else; "echo" answers whoever tries a client.`,
      );
    }
    return this.#fanOut.direct(target, body, said);
  }

  /** A registered name's messages wait for its owner. */
  #keep(member: Member, to: string, body: Splice, said: Said): number {
    const account = this.accounts.get(foldName(to));
    if (account === undefined) throw unknownPeer(to, this.rooms.get(`#${to}`)?.name);
    const seq = this.#fanOut.keep(account, body, said);
    const msg = `${account.name} is away; your message is kept until then.`;
    this.tell(member, plainNotice("info", msg));
    return seq;
  }

  #answerBuiltin(member: Member, to: string, text: string, nowMs: number): void {
    const target = this.directory.get(to);
    if (target === undefined || !(target.peer instanceof BuiltinPeer)) return;
    const answer = target.peer.answer(text, nowMs);
    const said = { author: target, timeMs: nowMs };
    this.#fanOut.direct(member, bodyOf(target.name, answer), said);
  }
}

/** What a message's object holds behind the hub's own fields. */
function bodyOf(name: string, text: string): Splice {
  const bytes = encoder.encode(`"name":${JSON.stringify(name)},"msg":${JSON.stringify(text)}}`);
  return { view: spliceable(bytes), start: 0, end: bytes.length };
}

/** @param room The room that may have been meant. */
function unknownPeer(name: string, room: string | undefined): ChatError {
  const hint = room === undefined
    ? `/who lists who is; a room's name starts with "#"`
    : `there is a room ${room}, whose name starts with "#", so send "to":"${room}"`;
  return new ChatError(
    "peer-unknown",
    `Nobody here is called "${name.slice(0, 64)}": ${hint}.`,
  );
}

/** Whether a message without text wants an answer; without these fields it is a heartbeat. */
function isHello(message: ClientMessage): boolean {
  return message.since !== undefined || message.session !== undefined ||
    message.heartbeat !== undefined;
}
