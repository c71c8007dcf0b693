import type { Accounts } from "./accounts.ts";
import { limitKeyOf } from "./address.ts";
import type { Bans } from "./bans/bans.ts";
import { BUILTIN_PEERS, BuiltinPeer } from "../peers/builtin_peer.ts";
import { ChatError } from "../chat_error.ts";
import type { Directory } from "../names/directory.ts";
import type { History } from "../history/history.ts";
import { type HubLimits, LISTED_MAX } from "../limits.ts";
import { LOBBY, Member } from "../rooms/room.ts";
import { Guesses } from "./guesses.ts";
import { parsePeerName, type PeerName } from "../names/name.ts";
import { NameRules } from "../names/name_rules.ts";
import type { Peer } from "../peers/peer.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { Session, Sessions } from "./sessions.ts";
import {
  type ClientMessage,
  foldName,
  NAME_MAX_BYTES,
  type WelcomeNotice,
} from "../../vocabulary/mod.ts";

/** What a reception needs of the hub. */
export interface ReceptionOptions {
  readonly accounts: Accounts;
  readonly bans: Bans;
  readonly directory: Directory;
  readonly history: History;
  readonly limits: HubLimits;
  readonly rooms: Rooms;
  readonly sessions: Sessions;
  readonly newToken: () => string;
  readonly isToken: ((token: string) => boolean) | undefined;
}

/** The sender of a token, with the other fields of the same message that tell who sends it. */
export type TokenHolder = Pick<ClientMessage, "token" | "name" | "session"> & {
  readonly address: string;
};

/** A claim to a registered name, to be checked before the hello is handled. */
export interface Claim {
  readonly fold: string;
  readonly password: string;
}

/** The facts about the peer that asks for a name. */
export interface Admittance {
  /** Proved to have the name, by its password or by a session. */
  readonly isOwner: boolean;
  /** The member that asks for another name; absent where a newcomer asks. */
  readonly asker?: Member;
}

/** Who may come in, and under which name. */
export class Reception {
  readonly names: NameRules;
  readonly #options: ReceptionOptions;
  readonly #passwords: Guesses;
  readonly #tokens: Guesses;

  constructor(options: ReceptionOptions) {
    this.#options = options;
    this.names = new NameRules(options.accounts, options.directory);
    const { maxAttemptKeys } = options.limits;
    this.#passwords = new Guesses(maxAttemptKeys, "one for each name");
    this.#tokens = new Guesses(maxAttemptKeys, "one for all");
  }

  /**
   * The claim that a hello or a rename makes, where the name is registered and neither held by this
   * member already nor proved by a session.
   *
   * @throws {ChatError} `name-registered` where it comes without password.
   */
  claimOf(
    message: ClientMessage,
    member: Member | undefined,
    nowMs: number,
  ): Claim | undefined {
    if (message.name === undefined) return undefined;
    const fold = foldName(message.name);
    const { accounts } = this.#options;
    if (member?.fold === fold || accounts.get(fold) === undefined) return undefined;
    if (member === undefined && this.#sessionOf(message, fold, nowMs) !== undefined) return;
    if (message.password !== undefined) return { fold, password: message.password };
    throw nameRegistered(message.name);
  }

  /**
   * Checks a claim's password.
   *
   * @throws {ChatError} `password-wrong`; `too-many-attempts` after several failures, see
   * {@linkcode Guesses}; `rate-limited` where too many passwords wait to be checked.
   */
  async prove({ fold, password }: Claim, address: string, nowMs: number): Promise<void> {
    const guess = { addressKey: limitKeyOf(address), fold };
    this.#passwords.check(guess, nowMs);
    const { addressKey } = guess;
    const sender = { addressKey, isKnown: this.#passwords.isKnown(guess) };
    const begun = this.#passwords.begin(guess, nowMs);
    const isRight = await this.#options.accounts.verify(fold, password, sender)
      .catch((error) => {
        begun.takeBack();
        throw error;
      });
    if (!isRight) {
      throw new ChatError("password-wrong", "That isn't the name's password: try again.");
    }
    begun.succeeded();
  }

  /** Notes that the owner of a name is at an address, where others' guesses then slow nobody down. */
  letIn(address: string, fold: string): void {
    this.#passwords.letIn({ addressKey: limitKeyOf(address), fold });
  }

  /** See {@linkcode Hub.attach}. */
  enter(peer: Peer, hello: ClientMessage, nowMs: number, isOwner: boolean): Member {
    this.checkToken({ ...hello, address: peer.address }, nowMs);
    const { directory, history, rooms, sessions, newToken } = this.#options;
    const named = hello.name ?? sessions.get(hello.session ?? "", nowMs)?.name;
    const name = parsePeerName(requireName(named));
    const fold = foldName(name);
    const session = this.#sessionOf(hello, fold, nowMs);
    this.admit(name, peer, nowMs, { isOwner: isOwner || session !== undefined });
    const ghost = directory.get(name);
    if (ghost === undefined) this.#checkPlaces();
    const member = new Member(peer, name, fold, session?.token ?? newToken(), nowMs);
    if (session === undefined) sessions.add(member.session, member, history.lastSeq);
    if (isOwner) sessions.own(member);
    if (isOwner || session?.isOwner) this.letIn(peer.address, fold);
    if (ghost !== undefined || session !== undefined) {
      this.#takeOver(member, ghost, session, nowMs);
    } else {
      directory.add(member);
      rooms.enter(member, LOBBY);
    }
    return member;
  }

  /** See {@linkcode Hub.sayOnce}: whoever has the name, where that is proved, or a passer-by. */
  visitor(peer: Peer, message: ClientMessage, nowMs: number, isOwner: boolean): Member {
    this.checkToken({ ...message, address: peer.address }, nowMs);
    const { directory, sessions } = this.#options;
    const named = message.name ?? sessions.get(message.session ?? "", nowMs)?.name;
    const name = parsePeerName(requireName(named));
    const fold = foldName(name);
    const isProven = isOwner || this.#sessionOf(message, fold, nowMs) !== undefined;
    this.admit(name, peer, nowMs, { isOwner: isProven });
    return directory.get(name) ?? new Member(peer, name, fold, "", nowMs);
  }

  /**
   * The session that a hello takes up: of the same name, and where that is registered, its owner's;
   * where it isn't, nobody else may have taken the name meanwhile.
   */
  #sessionOf(hello: ClientMessage, fold: string, nowMs: number): Session | undefined {
    const { accounts, directory, sessions } = this.#options;
    const session = sessions.get(hello.session ?? "", nowMs);
    if (session === undefined || session.fold !== fold) return undefined;
    if (accounts.get(fold) !== undefined) return session.isOwner ? session : undefined;
    const holder = directory.get(session.name);
    return holder === undefined || holder === session.member ? session : undefined;
  }

  /**
   * Checks whether a peer may have a name.
   *
   * @throws {ChatError} `banned`, `name-registered`, `name-invalid`, `name-reserved`, `name-lookalike`
   * or `name-taken`.
   */
  admit(name: PeerName, peer: Peer, nowMs: number, { isOwner, asker }: Admittance): void {
    const { accounts, bans, directory } = this.#options;
    const byName = bans.ofName(name, nowMs);
    const refusal = byName === undefined
      ? bans.refusalOf(peer.address, nowMs)
      : bans.sentence(byName, name, nowMs);
    if (refusal !== undefined) throw new ChatError("banned", refusal);
    if (!isOwner && accounts.get(foldName(name)) !== undefined) throw nameRegistered(name);
    // An owner keeps the name, even if the rules for new names have become stricter.
    if (!isOwner) this.names.check(name, asker);
    const holder = directory.get(name);
    if (holder === undefined || isOwner || holder.peer === peer) return;
    const by = holder.name === name ? "" : ` (by ${holder.name}, which counts as the same)`;
    throw new ChatError(
      "name-taken",
      `The name "${name}" is taken${by}: choose another, or send the session of your earlier welcome if it is yours.`,
    );
  }

  welcomeOf(member: Member): WelcomeNotice {
    const { directory, history } = this.#options;
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
    };
  }

  /** The newcomer steps into the place of a ghost, or of who left, without anybody noticing. */
  #takeOver(
    member: Member,
    ghost: Member | undefined,
    session: Session | undefined,
    nowMs: number,
  ): void {
    const { directory, rooms, sessions } = this.#options;
    if (ghost !== undefined && session?.member !== ghost) sessions.leave(ghost, nowMs);
    const wasIn = ghost === undefined ? session!.rooms : [...ghost.rooms].map(({ name }) => name);
    const current = ghost === undefined ? session!.current : ghost.current?.name;
    if (ghost !== undefined) {
      rooms.vacate(ghost);
      directory.remove(ghost);
      ghost.attached = false;
      const sentence = `${member.name} has come back on another connection, which takes over.`;
      ghost.peer.close({ code: "replaced", sentence });
    }
    if (session !== undefined) sessions.take(session, member);
    directory.add(member);
    for (const room of wasIn) rooms.reenter(member, room, { isSilent: ghost !== undefined });
    rooms.dropEmpty();
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

  /** Those that aren't part of the hub. */
  #peerCount(): number {
    return this.#options.directory.size - Object.keys(BUILTIN_PEERS).length;
  }

  /** See {@linkcode Hub.checkToken}. */
  checkToken({ address, token, name = "", session = "" }: TokenHolder, nowMs: number): void {
    const { isToken, sessions } = this.#options;
    if (isToken === undefined) return;
    if (token !== undefined) {
      const guess = {
        addressKey: limitKeyOf(address),
        fold: foldName(name.slice(0, NAME_MAX_BYTES)),
      };
      // A session was given to somebody who had the token.
      if (sessions.get(session, nowMs) === undefined) this.#tokens.check(guess, nowMs);
      const begun = this.#tokens.begin(guess, nowMs);
      if (isToken(token)) return begun.succeeded();
    }
    const how = 'send it as "token" in the first message, or type /token and the token first';
    throw new ChatError(
      token === undefined ? "token-missing" : "token-wrong",
      token === undefined
        ? `This hub is closed to who hasn't its token: ${how}.`
        : `That isn't this hub's token: ask who runs it, and ${how}.`,
    );
  }
}

function requireName(name: string | undefined): string {
  if (name !== undefined) return name;
  throw new ChatError(
    "name-missing",
    'The first message has no name: send {"name": "your name"}, with msg or without.',
  );
}

function nameRegistered(name: string): ChatError {
  return new ChatError(
    "name-registered",
    `The name "${
      name.slice(0, 64)
    }" is registered: send its "password" in the hello, or type /identify name password; or choose another.`,
  );
}
