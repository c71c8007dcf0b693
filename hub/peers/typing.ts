import type { Directory } from "../names/directory.ts";
import type { Member, Room } from "../rooms/room.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { WallTime } from "../time/wall_time.ts";
import { TYPING_TAG } from "./signal_notice.ts";
import type { Signals } from "./signals.ts";

/** Others are told at most this often that somebody types in one place, in milliseconds. */
export const TYPING_EVERY_MS = 3_000;

/** Most places per member for which the time is remembered. */
const PLACES_MAX = 100;

/** Tells those who want it that somebody is writing a text. Nothing of it is kept. */
export class Typing {
  readonly #options: TypingOptions;

  constructor(options: TypingOptions) {
    this.#options = options;
  }

  /**
   * Tells a room or a peer that a member types. Does nothing for a peer that isn't here, or if that
   * was told less than {@linkcode TYPING_EVERY_MS} ago.
   *
   * @param to A peer's name or `#room`; undefined: the member's current room.
   * @throws {ChatError} `room-unknown`, `room-name-invalid` or `not-in-room`.
   */
  tell(member: Member, to: string | undefined, nowMs: number): void {
    const { directory, rooms, signals, wall } = this.#options;
    const room = to === undefined || to.startsWith("#") ? rooms.roomFor(member, to) : undefined;
    const peer = room === undefined ? directory.get(to!) : undefined;
    const place = room ?? peer;
    if (place === undefined || place === member || !isDue(member, place, nowMs)) return;
    const { name } = member;
    const timeMs = wall.at(nowMs);
    const signal = { kind: "tags", name, to: place.name, tags: TYPING_TAG, timeMs } as const;
    signals.send(member, signal);
  }

  /** Returns true if others may be told now that a member types, and counts that as done. */
  isDue(member: Member, place: Member | Room, nowMs: number): boolean {
    return isDue(member, place, nowMs);
  }
}

/** The parts of the hub that typing works with. */
export interface TypingOptions {
  readonly directory: Directory;
  readonly rooms: Rooms;
  readonly signals: Signals;
  readonly wall: WallTime;
}

function isDue({ typedMs }: Member, { fold }: Member | Room, nowMs: number): boolean {
  const lastMs = typedMs.get(fold);
  if (lastMs !== undefined && nowMs - lastMs < TYPING_EVERY_MS) return false;
  if (typedMs.size >= PLACES_MAX) typedMs.clear();
  typedMs.set(fold, nowMs);
  return true;
}
