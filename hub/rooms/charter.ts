import type { CharterRecord, Sanction } from "./charter_record.ts";
import type { Topic } from "./topic.ts";
import { foldName } from "../../vocabulary/mod.ts";

/** The powers of a registered name in a room. */
export type Role = "owner" | "moderator";

/** Most times that slow mode remembers in one room. Above it, the oldest are forgotten. */
const SAID_MAX = 10_000;

/**
 * The rules of a room that belongs to a registered name: who leads it, who may enter and who may
 * speak. It outlives the room's members.
 */
export class Charter {
  readonly fold: string;
  readonly name: string;
  /** A registered name; undefined where the owner gave its name free. */
  owner: string | undefined;
  /** The names of each list by their folds. */
  readonly moderators: Map<string, string>;
  readonly invited: Map<string, string>;
  readonly mutes: Map<string, Sanction>;
  readonly bans: Map<string, Sanction>;
  isPrivate: boolean;
  slowSeconds: number;
  topic: Topic | undefined;
  /** The times of the newest messages in slow mode, by folded name, oldest first. */
  readonly said: Map<string, number>;

  constructor(record: CharterRecord) {
    this.fold = record.fold;
    this.name = record.name;
    this.owner = record.owner;
    this.moderators = byFold(record.moderators);
    this.invited = byFold(record.invited);
    this.mutes = new Map(record.mutes.map((one) => [foldName(one.name), one]));
    this.bans = new Map(record.bans.map((one) => [foldName(one.name), one]));
    this.isPrivate = record.isPrivate;
    this.slowSeconds = record.slowSeconds;
    this.topic = record.topic;
    this.said = new Map(record.said);
  }

  /** True where some members may not speak at some times: the hot path asks. */
  get restrictsSpeech(): boolean {
    return this.slowSeconds > 0 || this.mutes.size > 0 || this.bans.size > 0 || this.isPrivate;
  }

  /** Returns the role of a name; undefined where it has none. Only its owner can have a registered name. */
  roleOf(fold: string): Role | undefined {
    if (this.owner !== undefined && foldName(this.owner) === fold) return "owner";
    return this.moderators.has(fold) ? "moderator" : undefined;
  }

  /** True if a name may see the room and enter it, unless it is banned. */
  admits(fold: string): boolean {
    return !this.isPrivate || this.roleOf(fold) !== undefined || this.invited.has(fold);
  }

  /** Returns the ban of a name; undefined where none is in force. */
  banOf(fold: string, nowMs: number): Sanction | undefined {
    return inForce(this.bans.get(fold), nowMs);
  }

  /** Returns the mute of a name; undefined where none is in force. */
  muteOf(fold: string, nowMs: number): Sanction | undefined {
    return inForce(this.mutes.get(fold), nowMs);
  }

  /** Returns how long a name has to wait in slow mode, in milliseconds; 0: not at all. */
  waitMsOf(fold: string, nowMs: number): number {
    const lastMs = this.said.get(fold);
    return lastMs === undefined ? 0 : Math.max(0, lastMs + this.slowSeconds * 1000 - nowMs);
  }

  /** Remembers for slow mode that a name has said something. */
  noteSaid(fold: string, nowMs: number): void {
    this.said.delete(fold);
    this.said.set(fold, nowMs);
    if (this.said.size <= SAID_MAX) return;
    this.#forgetSaid(nowMs);
    for (const oldest of this.said.keys()) {
      if (this.said.size <= SAID_MAX) break;
      this.said.delete(oldest);
    }
  }

  /** Drops the mutes and bans that have ended. */
  dropEnded(nowMs: number): void {
    for (const list of [this.mutes, this.bans]) {
      for (const [fold, { untilMs }] of list) if (untilMs <= nowMs) list.delete(fold);
    }
  }

  /** Gives a guest's new name the mute of the earlier one, so that `/nick` lifts none. */
  follow(fold: string, newFold: string, newName: string): boolean {
    const mute = this.mutes.get(fold);
    const lastMs = this.said.get(fold);
    if (lastMs !== undefined) this.said.set(newFold, lastMs);
    if (mute === undefined) return false;
    this.mutes.delete(fold);
    this.mutes.set(newFold, { ...mute, name: newName });
    return true;
  }

  /** Takes all rights from a name. Returns false if it had none. */
  forget(fold: string): boolean {
    const wasOwner = this.roleOf(fold) === "owner";
    if (wasOwner) this.owner = undefined;
    const wasModerator = this.moderators.delete(fold);
    return this.invited.delete(fold) || wasModerator || wasOwner;
  }

  /** Returns a copy, with the times of slow mode. */
  record(): CharterRecord {
    const { fold, name, owner, isPrivate, slowSeconds, topic } = this;
    return {
      fold,
      name,
      ...(owner !== undefined && { owner }),
      moderators: [...this.moderators.values()],
      isPrivate,
      invited: [...this.invited.values()],
      slowSeconds,
      mutes: [...this.mutes.values()],
      bans: [...this.bans.values()],
      ...(topic !== undefined && { topic }),
      ...(this.said.size > 0 && { said: [...this.said] }),
    };
  }

  #forgetSaid(nowMs: number): void {
    for (const fold of this.said.keys()) {
      if (this.waitMsOf(fold, nowMs) === 0) this.said.delete(fold);
    }
  }
}

function byFold(names: readonly string[]): Map<string, string> {
  return new Map(names.map((name) => [foldName(name), name]));
}

function inForce(sanction: Sanction | undefined, nowMs: number): Sanction | undefined {
  return sanction !== undefined && sanction.untilMs > nowMs ? sanction : undefined;
}
