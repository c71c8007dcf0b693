import type { Accounts } from "./accounts.ts";
import type { Bans } from "./bans/bans.ts";
import { BUILTIN_PEERS, BuiltinPeer } from "../peers/builtin_peer.ts";
import { ChatError } from "../chat_error.ts";
import { type Credentials, nameRegistered, type Proof } from "./credentials.ts";
import type { Directory } from "../names/directory.ts";
import type { History } from "../history/history.ts";
import type { Hooks } from "../hooks/hooks.ts";
import { type HubLimits, LISTED_MAX } from "../limits.ts";
import { LOBBY, Member } from "../rooms/room.ts";
import { parsePeerName, type PeerName } from "../names/name.ts";
import { NameRules } from "../names/name_rules.ts";
import type { Operators } from "./operators.ts";
import type { Peer, TransportName } from "../peers/peer.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { Session, Sessions } from "./sessions.ts";
import { type ClientMessage, foldName, type WelcomeNotice } from "../../vocabulary/mod.ts";

/** Decides which peer may attach under which name, and seats it. */
export class Reception {
  readonly names: NameRules;
  readonly #options: ReceptionOptions;

  constructor(options: ReceptionOptions) {
    this.#options = options;
    this.names = new NameRules(options.accounts, options.directory);
  }

  /** See `Hub.attach`. */
  enter(peer: Peer, hello: ClientMessage, { nowMs, token, isOwner }: Entrance): Member {
    const { credentials, directory, history, operators, rooms, sessions } = this.#options;
    const named = hello.name ?? sessions.get(hello.session ?? "", nowMs)?.name;
    const asked = parsePeerName(givenName(named, hello));
    // Two nodes may have given the same guest's name at the same time.
    const name = hello.isGuest ? this.names.freeNameFrom(asked) : asked;
    const fold = foldName(name);
    const session = credentials.sessionOf(hello, fold, nowMs);
    const hadSession = hello.session !== undefined;
    this.checkName(name, peer, nowMs, { isOwner: isOwner || session !== undefined, hadSession });
    const ghost = directory.get(name);
    if (ghost === undefined) this.#checkPlaces();
    const member = new Member(peer, name, fold, session?.token ?? token, nowMs);
    if (session === undefined) sessions.add(member.session, member, history.lastSeq);
    operators.admit(member);
    if (isOwner) sessions.markOwner(member);
    if (isOwner || session?.isOwner) credentials.rememberOwner(peer.address, fold);
    if (ghost !== undefined || session !== undefined) {
      this.#replaceGhost(member, ghost, session, nowMs);
    } else {
      directory.add(member);
      if (!hello.isRoomless) rooms.enter(member, LOBBY, nowMs);
    }
    return member;
  }

  /**
   * Returns the author of a message that comes without a connection: the member with that name, where
   * that is proved, or a member that exists for this message only. See `Hub.sayOnce`.
   */
  oneTimeAuthor(
    peer: Peer,
    message: ClientMessage,
    { nowMs, isOwner }: Omit<Entrance, "token">,
  ): Member {
    const { credentials, directory, operators, sessions } = this.#options;
    const named = message.name ?? sessions.get(message.session ?? "", nowMs)?.name;
    const name = parsePeerName(givenName(named, message));
    const fold = foldName(name);
    const session = credentials.sessionOf(message, fold, nowMs);
    this.checkName(name, peer, nowMs, { isOwner: isOwner || session !== undefined });
    const present = directory.get(name);
    if (present !== undefined) return present;
    const author = new Member(peer, name, fold, session?.token ?? "", nowMs);
    operators.admit(author);
    return author;
  }

  /**
   * Checks whether a peer may have a name.
   *
   * @throws {ChatError} `banned`, `name-registered`, `name-reserved`, `name-invalid`, `name-lookalike` or
   * `name-taken`.
   */
  checkName(
    name: PeerName,
    peer: Peer,
    nowMs: number,
    { isOwner, asker, hadSession }: NameRequest,
  ): void {
    const { accounts, bans, directory, hooks } = this.#options;
    const byName = bans.ofName(name, nowMs);
    const refusal = byName === undefined
      ? bans.refusalOf(peer.address, nowMs)
      : bans.sentence(byName, name, nowMs);
    if (refusal !== undefined) throw new ChatError("banned", refusal);
    if (!isOwner && accounts.get(foldName(name)) !== undefined) throw nameRegistered(name);
    if (!isOwner && hooks.get(name) !== undefined) {
      throw new ChatError("name-reserved", `"${name}" is a webhook's name: choose another.`);
    }
    // An owner keeps the name, even if the rules for new names have become stricter.
    if (!isOwner) this.names.check(name, asker);
    const holder = directory.get(name);
    if (holder === undefined || isOwner || holder.peer === peer) return;
    const by = holder.name === name ? "" : ` (by ${holder.name}, which counts as the same)`;
    throw new ChatError(
      "name-taken",
      `The name "${name}" is taken${by}: choose another, or send the session of your earlier welcome if it is yours.`,
      // The hub may not have noticed yet that an earlier connection of the client ended.
      { retry: hadSession === true },
    );
  }

  /** Builds the notice that greets a member. */
  welcomeOf(member: Member): WelcomeNotice {
    const { directory, history, nodeName, otherNodes } = this.#options;
    const nodes = otherNodes?.(member.peer.transport) ?? [];
    const peers: string[] = [];
    for (const { name, peer } of directory.values()) {
      if (peers.length === LISTED_MAX) break;
      if (!(peer instanceof BuiltinPeer)) peers.push(name);
    }
    const count = this.#peerCount();
    const others = count === 1
      ? "nobody else is"
      : `${count - 1} other${count > 2 ? "s are" : " is"}`;
    return {
      name: "server",
      msg: `Welcome, ${member.name}: ${others} here. /help lists the commands.`,
      event: "welcome",
      you: member.name,
      session: member.session,
      peers,
      count,
      seq: history.lastSeq,
      epoch: history.epoch,
      ...(nodeName !== undefined && { node: nodeName }),
      ...(nodes.length > 0 && { nodes }),
    };
  }

  /**
   * Gives the newcomer the rooms of its ghost, an earlier connection, silently. Without a ghost it
   * enters the rooms that its session remembers.
   */
  #replaceGhost(
    member: Member,
    ghost: Member | undefined,
    session: Session | undefined,
    nowMs: number,
  ): void {
    const { directory, history, rooms, sessions } = this.#options;
    if (ghost !== undefined && session?.member !== ghost) {
      sessions.suspend(ghost, nowMs, history.lastSeq);
    }
    const wasIn = ghost === undefined ? session!.rooms : [...ghost.rooms].map(({ name }) => name);
    const current = ghost === undefined ? session!.current : ghost.current?.name;
    if (ghost !== undefined) {
      rooms.vacate(ghost);
      directory.remove(ghost);
      ghost.attached = false;
      const sentence = `${member.name} has come back on another connection, which takes over.`;
      ghost.peer.close({ code: "replaced", sentence });
    }
    if (session !== undefined) sessions.resume(session, member, history.lastSeq);
    directory.add(member);
    for (const room of wasIn) rooms.reenter(member, room, { isSilent: ghost !== undefined, nowMs });
    rooms.closeEmpty();
    const room = current === undefined ? undefined : rooms.get(current);
    if (room !== undefined && member.rooms.has(room)) member.current = room;
  }

  #checkPlaces(): void {
    const { maxPeers } = this.#options.limits;
    if (this.#peerCount() < maxPeers) return;
    throw new ChatError(
      "peer-limit",
      `The hub is full: ${maxPeers} peer${maxPeers === 1 ? " is" : "s are"} here. Try again later.`,
    );
  }

  /** Returns the number of peers without the hub's own. */
  #peerCount(): number {
    return this.#options.directory.size - Object.keys(BUILTIN_PEERS).length;
  }
}

/** The parts of the hub that a reception works with. */
export interface ReceptionOptions {
  readonly accounts: Accounts;
  readonly bans: Bans;
  readonly directory: Directory;
  readonly history: History;
  readonly hooks: Hooks;
  readonly limits: HubLimits;
  readonly operators: Operators;
  readonly rooms: Rooms;
  readonly sessions: Sessions;
  readonly credentials: Credentials;
  /** The name of this node, where several nodes are one hub. */
  readonly nodeName: string | undefined;
  /** See `HubOptions.otherNodes`. */
  readonly otherNodes: ((transport: TransportName) => readonly string[]) | undefined;
}

/** The time of an entry that lets a peer in, and what its node has prepared. */
export interface Entrance extends Proof {
  readonly nowMs: number;
  /** The token of a new session. */
  readonly token: string;
}

/** The facts about a peer that asks for a name. */
export interface NameRequest {
  /** True where a password or a session proved that the peer has the name. */
  readonly isOwner: boolean;
  /** The member that asks for another name; absent where a newcomer asks. */
  readonly asker?: Member;
  /** True where the hello shows a session, known to the hub or not. */
  readonly hadSession?: boolean;
}

/** @param message Its session, if it has one, isn't known. */
function givenName(name: string | undefined, { session }: ClientMessage): string {
  if (name !== undefined) return name;
  if (session !== undefined) {
    throw new ChatError(
      "name-missing",
      "No peer has that session, or not any more: send a name with it, or say hello anew and take the session of that welcome.",
    );
  }
  throw new ChatError(
    "name-missing",
    'The first message has no name: send {"name": "your name"}, with msg or without.',
  );
}
