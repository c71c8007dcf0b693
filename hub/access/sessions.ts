import type { Member } from "../rooms/room.ts";
import { beginTenure, endTenure, type Tenure } from "./tenure.ts";
import type { PeerName, RoomName } from "../names/name.ts";

/** Milliseconds between two searches for sessions that have expired. */
const SWEEP_MS = 1_000;

/** The sessions of the tokens in welcomes, by which a peer resumes with its name and rooms. */
export class Sessions {
  readonly #byToken = new Map<string, Session>();
  /** The sessions whose peer left, oldest first. */
  readonly #left = new Map<string, Session>();
  /** The same sessions by folded name, oldest first: several peers may leave under one name. */
  readonly #leftByFold = new Map<string, Session[]>();
  /** The time of the last search for expired sessions, in milliseconds. */
  sweptMs = 0;

  constructor(readonly options: SessionsOptions) {}

  add(token: string, member: Member, sinceSeq: number): void {
    this.#byToken.set(token, {
      token,
      name: member.name,
      fold: member.fold,
      rooms: [],
      current: undefined,
      sinceSeq,
      tenures: [{ fold: member.fold, from: sinceSeq }],
      isOwner: false,
      member,
      leftMs: 0,
    });
  }

  get(token: string, nowMs: number): Session | undefined {
    const session = this.#byToken.get(token);
    if (session === undefined || session.member !== undefined) return session;
    return nowMs - session.leftMs <= this.options.ttlMs ? session : undefined;
  }

  /** Gives a session its member's new name. Older direct messages to that name aren't its own. */
  rename(member: Member, seq: number): void {
    const session = this.#byToken.get(member.session);
    if (session === undefined) return;
    session.name = member.name;
    session.fold = member.fold;
    session.sinceSeq = seq;
    session.isOwner = false;
    endTenure(session.tenures, seq);
    beginTenure(session.tenures, member.fold, seq);
  }

  /** Remembers that the member proved to own its name. */
  markOwner(member: Member): void {
    const session = this.#byToken.get(member.session);
    if (session !== undefined) session.isOwner = true;
  }

  /**
   * Gives a session to the member that came back with its token.
   *
   * @param seq The newest number.
   */
  resume(session: Session, member: Member, seq: number): void {
    this.#dropLeft(session);
    member.lastSaidSeq = session.member?.lastSaidSeq ?? session.lastSaidSeq ?? 0;
    session.member = member;
    beginTenure(session.tenures, member.fold, seq);
  }

  /**
   * Keeps name and rooms of a member that leaves, so that its session can be resumed.
   *
   * @param seq The newest number.
   */
  suspend(member: Member, nowMs: number, seq: number): void {
    const session = this.#byToken.get(member.session);
    if (session === undefined || session.member !== member) return;
    session.name = member.name;
    session.fold = member.fold;
    session.rooms = [...member.rooms].map((room) => room.name);
    session.current = member.current?.name;
    session.member = undefined;
    session.lastSaidSeq = member.lastSaidSeq;
    endTenure(session.tenures, seq);
    session.leftMs = nowMs;
    this.#addLeft(session);
    const isFull = this.#left.size > this.options.maxSessions;
    if (isFull || nowMs - this.sweptMs >= SWEEP_MS) this.#sweep(nowMs);
  }

  #addLeft(session: Session): void {
    this.#left.set(session.token, session);
    const sameName = this.#leftByFold.get(session.fold);
    if (sameName === undefined) this.#leftByFold.set(session.fold, [session]);
    else sameName.push(session);
  }

  /**
   * Evicts the oldest sessions of peers that left. Finding a map's first entry takes longer with each
   * entry that was deleted before it, so a full map loses a sixteenth at once.
   */
  #sweep(nowMs: number): void {
    this.sweptMs = nowMs;
    const { maxSessions, ttlMs } = this.options;
    const isFull = this.#left.size > maxSessions;
    const remaining = isFull ? maxSessions - (maxSessions >> 4) : maxSessions;
    for (const session of this.#left.values()) {
      if (this.#left.size <= remaining && nowMs - session.leftMs <= ttlMs) break;
      this.#dropLeft(session);
      this.#byToken.delete(session.token);
    }
  }

  #dropLeft(session: Session): void {
    if (!this.#left.delete(session.token)) return;
    const sameName = this.#leftByFold.get(session.fold)!;
    if (sameName.length === 1) this.#leftByFold.delete(session.fold);
    else sameName.splice(sameName.indexOf(session), 1);
  }

  /** True where a peer left under this name and its session can still be resumed. */
  hasLeft(fold: string, nowMs: number): boolean {
    const newest = this.#leftByFold.get(fold)?.at(-1);
    return newest !== undefined && nowMs - newest.leftMs <= this.options.ttlMs;
  }

  /** Returns all sessions for a copy of the hub, those whose peer left last and oldest first. */
  *records(): Generator<SessionRecord> {
    for (const session of this.#byToken.values()) {
      if (session.member !== undefined) yield recordOf(session);
    }
    for (const session of this.#left.values()) yield recordOf(session);
  }

  /** Adds a session of another hub's copy. */
  restore({ ref, name, rooms, current, ...rest }: SessionRecord, memberOf: MemberOf): void {
    const session: Session = {
      ...rest,
      tenures: [...rest.tenures],
      name: name as PeerName,
      rooms: rooms as readonly RoomName[],
      current: current as RoomName | undefined,
      member: memberOf(ref),
    };
    this.#byToken.set(session.token, session);
    if (session.member === undefined) this.#addLeft(session);
  }

  /** True if a message was said under this name, by a member with this session. */
  hasSaid(token: string, fold: string, seq: number): boolean {
    const tenures = this.#byToken.get(token)?.tenures ?? [];
    return tenures.some((one) => one.fold === fold && seq > one.from && seq <= (one.to ?? seq));
  }

  /** Returns the number after which direct messages to this member's name are its own. */
  sinceSeqOf(member: Member): number {
    return this.#byToken.get(member.session)?.sinceSeq ?? Infinity;
  }
}

/** The limits of sessions whose peer left. */
export interface SessionsOptions {
  /** Time for which a session can be resumed, in milliseconds. */
  readonly ttlMs: number;
  /** Most sessions kept at once. */
  readonly maxSessions: number;
}

/** The name and the rooms that a token brings back. */
export interface Session {
  readonly token: string;
  name: PeerName;
  fold: string;
  rooms: readonly RoomName[];
  current: RoomName | undefined;
  /** Direct messages up to this number belong to the peer that had the name before. */
  sinceSeq: number;
  /** The stretches of the log in which the session had a name, oldest first. */
  readonly tenures: Tenure[];
  /** The number of the newest message that a member with this session has said. */
  lastSaidSeq?: number;
  /** True where the peer proved to own the name, if that is registered. */
  isOwner: boolean;
  /** The member that has the session now; undefined while nobody is connected. */
  member: Member | undefined;
  leftMs: number;
}

/** A session as JSON can hold it. */
export interface SessionRecord {
  readonly token: string;
  readonly name: string;
  readonly fold: string;
  readonly rooms: readonly string[];
  readonly current?: string;
  readonly sinceSeq: number;
  readonly tenures: readonly Tenure[];
  readonly lastSaidSeq?: number;
  readonly isOwner: boolean;
  /** Names the member that has the session; 0 if nobody is connected. */
  readonly ref: number;
  readonly leftMs: number;
}

/** Returns the member that a `ref` names. */
type MemberOf = (ref: number) => Member | undefined;

function recordOf({ member, current, ...rest }: Session): SessionRecord {
  return { ...rest, ref: member?.ref ?? 0, ...(current !== undefined && { current }) };
}
