import type { Member } from "../rooms/room.ts";
import type { PeerName, RoomName } from "../names/name.ts";

/** How often those are looked for whose time is over. */
const SWEEP_MS = 1_000;

/** The tokens given out in welcomes, by which a peer takes its name up again. */
export class Sessions {
  readonly #byToken = new Map<string, Session>();
  // Those whose peer left, oldest first.
  readonly #left = new Map<string, Session>();
  /** The same sessions by folded name, oldest first: several peers may leave under one name. */
  readonly #leftByFold = new Map<string, Session[]>();
  #sweptMs = 0;

  constructor(readonly options: SessionsOptions) {}

  add(token: string, member: Member, sinceSeq: number): void {
    this.#byToken.set(token, {
      token,
      name: member.name,
      fold: member.fold,
      rooms: [],
      current: undefined,
      sinceSeq,
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

  /** The member has another name; direct messages to that are its own from now on only. */
  rename(member: Member, seq: number): void {
    const session = this.#byToken.get(member.session);
    if (session === undefined) return;
    session.name = member.name;
    session.fold = member.fold;
    session.sinceSeq = seq;
    session.isOwner = false;
  }

  /** The member proved that its name is its own. */
  own(member: Member): void {
    const session = this.#byToken.get(member.session);
    if (session !== undefined) session.isOwner = true;
  }

  /** Somebody came back with the token. */
  take(session: Session, member: Member): void {
    this.#dropLeft(session);
    session.member = member;
  }

  /** Remembers what the member had, for a while. */
  leave(member: Member, nowMs: number): void {
    const session = this.#byToken.get(member.session);
    if (session === undefined || session.member !== member) return;
    session.name = member.name;
    session.fold = member.fold;
    session.rooms = [...member.rooms].map((room) => room.name);
    session.current = member.current?.name;
    session.member = undefined;
    session.leftMs = nowMs;
    this.#left.set(session.token, session);
    const sameName = this.#leftByFold.get(session.fold);
    if (sameName === undefined) this.#leftByFold.set(session.fold, [session]);
    else sameName.push(session);
    const isFull = this.#left.size > this.options.maxSessions;
    if (isFull || nowMs - this.#sweptMs >= SWEEP_MS) this.#sweep(nowMs);
  }

  /**
   * Forgets the oldest. A map finds its first entry the slower the more were deleted before it, so a
   * few more go than have to.
   */
  #sweep(nowMs: number): void {
    this.#sweptMs = nowMs;
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

  /** True where a peer left under this name and its session can still be taken up. */
  hasLeft(fold: string, nowMs: number): boolean {
    const newest = this.#leftByFold.get(fold)?.at(-1);
    return newest !== undefined && nowMs - newest.leftMs <= this.options.ttlMs;
  }

  /** Since which number direct messages to this member are its own. */
  sinceSeqOf(member: Member): number {
    return this.#byToken.get(member.session)?.sinceSeq ?? Infinity;
  }
}

/** How long and how many are remembered of those who left. */
export interface SessionsOptions {
  readonly ttlMs: number;
  readonly maxSessions: number;
}

/** What a token brings back. */
export interface Session {
  readonly token: string;
  name: PeerName;
  fold: string;
  rooms: readonly RoomName[];
  current: RoomName | undefined;
  /** Direct messages of before belong to whoever had the name then. */
  sinceSeq: number;
  /** Proved to be the owner of the name, if that is registered. */
  isOwner: boolean;
  /** Who holds it now; undefined while nobody is connected. */
  member: Member | undefined;
  leftMs: number;
}
