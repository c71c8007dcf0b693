import { Bans } from "./bans.ts";
import { BUILTIN_PEERS, BuiltinPeer } from "./builtin_peer.ts";
import { ChatError } from "./chat_error.ts";
import type { ClientMessage } from "./client_message.ts";
import type { CloseReason } from "./close_reason.ts";
import { runCommand } from "./commands.ts";
import { Directory } from "./directory.ts";
import { type Body, FanOut, type Said } from "./fan_out.ts";
import type { History } from "./history.ts";
import { type HubLimits, LISTED_MAX } from "./limits.ts";
import { Member } from "./member.ts";
import { foldName, parsePeerName, type PeerName } from "./name.ts";
import type { Notice, WelcomeNotice } from "./notice.ts";
import type { Peer } from "./peer.ts";
import { RecentIds } from "./recent_ids.ts";
import { replay, type ReplayRequest } from "./replay.ts";
import { LOBBY } from "./room.ts";
import { Rooms } from "./rooms.ts";
import { type Session, Sessions } from "./sessions.ts";

/** What a hub is made of. */
export interface HubOptions {
  readonly history: History;
  readonly limits: HubLimits;
  /** Called when something is pending: call {@linkcode Hub.flush} before the turn ends. */
  readonly requestFlush: () => void;
  /** Makes a secret that nobody can guess. */
  readonly newToken: () => string;
}

const encoder = new TextEncoder();

/**
 * Where all peers meet: names, rooms and who hears what. It knows neither sockets nor clocks, and
 * it is synchronous: what one call does is done before the next begins.
 *
 * @example
 * ```ts
 * import { Hub } from "./hub.ts";
 * import { MemoryHistory } from "./memory_history.ts";
 * import { DEFAULT_HUB_LIMITS } from "../config.ts";
 *
 * const history = new MemoryHistory({ retainMessages: 10, retainBytes: 10_000, epoch: "e" });
 * const newToken = () => crypto.randomUUID();
 * const hub = new Hub({ history, limits: DEFAULT_HUB_LIMITS, requestFlush() {}, newToken });
 * hub.flush();
 * ```
 */
export class Hub {
  readonly directory = new Directory();
  readonly rooms: Rooms;
  readonly bans: Bans;
  readonly sessions: Sessions;
  readonly history: History;
  readonly limits: HubLimits;
  readonly #fanOut: FanOut;
  readonly #recentIds: RecentIds;
  readonly #newToken: () => string;

  constructor({ history, limits, requestFlush, newToken }: HubOptions) {
    this.history = history;
    this.limits = limits;
    this.bans = new Bans(limits.maxBans);
    this.sessions = new Sessions({ ttlMs: limits.sessionTtlMs, maxSessions: limits.maxSessions });
    this.#fanOut = new FanOut(history, requestFlush, limits.replayHoldMaxBytes);
    this.rooms = new Rooms(limits, this.#fanOut);
    const { dedupWindowMs: windowMs, dedupMaxEntries: maxEntries } = limits;
    this.#recentIds = new RecentIds({ windowMs, maxEntries }, history.recentIds());
    this.#newToken = newToken;
    for (const [name, peer] of Object.entries(BUILTIN_PEERS)) {
      this.directory.add(new Member(peer, name as PeerName, name, "", 0));
    }
  }

  /**
   * Gives a peer the name that its hello claims, seats it in the lobby (or in the rooms of the
   * session it takes up) and welcomes it.
   *
   * @throws {ChatError} What is wrong with the name, `name-taken`, `banned` or `peer-limit`.
   */
  attach(peer: Peer, hello: ClientMessage, nowMs: number): Member {
    let session = hello.session === undefined ? undefined : this.sessions.get(hello.session, nowMs);
    const name = parsePeerName(requireName(hello.name ?? session?.name));
    const fold = foldName(name);
    if (session?.fold !== fold) session = undefined;
    this.#admit(name, fold, peer, session, nowMs);
    const member = new Member(peer, name, fold, session?.token ?? this.#newToken(), nowMs);
    if (session === undefined) {
      this.sessions.add(member.session, member, this.history.lastSeq);
      this.directory.add(member);
      this.rooms.enter(member, LOBBY);
    } else this.#resume(member, session);
    this.#welcome(member, hello);
    return member;
  }

  /** Takes a peer out of every room and frees its name. Only its session's end calls this. */
  detach(member: Member, reason: string, nowMs: number): void {
    if (!member.attached) return;
    this.sessions.leave(member, nowMs);
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
   * Routes a text, which starts no command here.
   *
   * @throws {ChatError} `empty-message`, `message-too-large`, or that `to` is nobody.
   */
  say(
    member: Member,
    text: string,
    { to, id, nowMs }: { to?: string | undefined; id?: string | undefined; nowMs: number },
  ): void {
    if (text.trim() === "") {
      throw new ChatError(
        "empty-message",
        "The msg is empty or blank, and nothing was sent: say something, or leave msg out for a heartbeat.",
      );
    }
    const known = id === undefined ? undefined : this.#recentIds.find(member.fold, id, nowMs);
    if (known !== undefined) return this.#fanOut.acknowledge(member, id!, known);
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
  }

  /**
   * The hot path: a message whose bytes are known to be in canonical form under the member's own
   * name, with no other field than `msg`, goes to the member's current room as it is.
   *
   * @throws {ChatError} `message-too-large`, or that the member is in no room.
   */
  sayCanonical(member: Member, body: Body, nowMs: number): void {
    const room = member.current ?? this.rooms.target(member, undefined);
    this.#fanOut.publish(room, body, { author: member, timeMs: nowMs });
  }

  /**
   * Changes a name, where the new one is free.
   *
   * @throws {ChatError} What is wrong with the name, `name-taken` or `banned`.
   */
  rename(member: Member, rawName: string, nowMs: number): void {
    const name = parsePeerName(rawName);
    if (name === member.name) return;
    const fold = foldName(name);
    if (fold !== member.fold) this.#admit(name, fold, member.peer, undefined, nowMs);
    const previous = member.name;
    this.#fanOut.settle(member);
    this.directory.remove(member);
    member.name = name;
    member.fold = fold;
    this.directory.add(member);
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
    member.replaying = replay(member, request, { fanOut: this.#fanOut, history: this.history });
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

  #admit(
    name: PeerName,
    fold: string,
    peer: Peer,
    session: Session | undefined,
    nowMs: number,
  ): void {
    const ban = this.bans.find(name, nowMs) ?? this.bans.find(peer.address, nowMs);
    if (ban !== undefined) throw new ChatError("banned", ban);
    const owner = this.directory.get(name);
    if (owner !== undefined && owner !== session?.member && owner.peer !== peer) {
      throw new ChatError(
        "name-taken",
        `The name "${name}" is taken${
          owner.fold === fold && owner.name !== name ? ` by ${owner.name}` : ""
        }: choose another, or send the session of your earlier welcome if it is yours.`,
      );
    }
    if (owner === undefined && this.directory.size >= this.limits.maxPeers) {
      throw new ChatError(
        "peer-limit",
        `The hub is full: ${this.limits.maxPeers} peers are here. Try again later.`,
      );
    }
  }

  /** Takes the session over, from a ghost if there is one, without anybody noticing. */
  #resume(member: Member, session: Session): void {
    const ghost = session.member;
    const rooms = ghost === undefined ? session.rooms : [...ghost.rooms].map((room) => room.name);
    const current = ghost === undefined ? session.current : ghost.current?.name;
    if (ghost !== undefined) {
      this.rooms.vacate(ghost);
      this.directory.remove(ghost);
      ghost.attached = false;
      ghost.peer.close({
        code: "replaced",
        sentence: `${member.name} has come back on another connection, which takes over.`,
      });
    }
    this.sessions.take(session, member);
    this.directory.add(member);
    for (const room of rooms) {
      if (ghost === undefined) this.rooms.enter(member, room);
      else this.rooms.seat(member, room);
    }
    if (current !== undefined) member.current = this.rooms.get(current);
  }

  #welcome(member: Member, hello: ClientMessage): void {
    const peers: string[] = [];
    for (const { name, peer } of this.directory.values()) {
      if (peers.length === LISTED_MAX) break;
      if (!(peer instanceof BuiltinPeer)) peers.push(name);
    }
    const count = this.directory.size - Object.keys(BUILTIN_PEERS).length;
    const others = count === 1
      ? "nobody else is"
      : `${count - 1} other${count > 2 ? "s are" : " is"}`;
    const { lastSeq: seq, epoch } = this.history;
    const welcome: WelcomeNotice = {
      name: "server",
      msg: `Welcome, ${member.name}: ${others} here. /help lists the commands.`,
      event: "welcome",
      you: member.name,
      session: member.session,
      peers,
      count,
      seq,
      epoch,
    };
    this.tell(member, welcome);
    if (hello.since === undefined) return;
    this.replay(member, {
      scopes: this.#visibleScopes(member),
      after: hello.since,
      sameEpoch: hello.epoch === undefined || hello.epoch === epoch,
      exceptAuthor: member.fold,
    });
  }

  /** What a member may see: its rooms, and direct messages since the name was its own. */
  #visibleScopes(member: Member): ReplayRequest["scopes"] {
    const scopes = [...member.rooms].map((room) => ({ scope: room.fold, after: 0 }));
    scopes.push({ scope: `@${member.fold}`, after: this.sessions.sinceSeqOf(member) });
    return scopes;
  }

  #direct(member: Member, to: string, body: Body, said: Said): number {
    const target = this.directory.get(to);
    if (target === undefined) throw unknownPeer(to);
    if (target === member) {
      throw new ChatError("to-yourself", `You are ${member.name} yourself: name somebody else.`);
    }
    return this.#fanOut.direct(target, body, said);
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
function bodyOf(name: string, text: string): Body {
  const bytes = encoder.encode(`"name":${JSON.stringify(name)},"msg":${JSON.stringify(text)}}`);
  return { bytes, start: 0, end: bytes.length };
}

function requireName(name: string | undefined): string {
  if (name !== undefined) return name;
  throw new ChatError(
    "name-missing",
    'The first message has no name: send {"name": "your name"}, with msg or without.',
  );
}

function unknownPeer(name: string): ChatError {
  return new ChatError(
    "peer-unknown",
    `Nobody here is called "${
      name.slice(0, 64)
    }": /who lists who is; a room's name starts with "#".`,
  );
}

/** Whether a message without text wants an answer; without these fields it is a heartbeat. */
function isHello(message: ClientMessage): boolean {
  return message.since !== undefined || message.session !== undefined ||
    message.heartbeat !== undefined;
}
