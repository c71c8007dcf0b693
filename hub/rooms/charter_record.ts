import type { Topic } from "./topic.ts";

/** A mute or a ban of one name in one room. */
export interface Sanction {
  /** As the peer spelled it. */
  readonly name: string;
  /**
   * The end, in milliseconds. In the hub it is the hub's own time, so that nobody shortens it by
   * setting the clock. In a `CharterStore` it is wall time, which outlives the process.
   */
  readonly untilMs: number;
  /** Empty where none was given. */
  readonly reason: string;
  /** The name of the moderator. */
  readonly by: string;
}

/** A charter as JSON can hold it. */
export interface CharterRecord {
  /** The folded name of the room. */
  readonly fold: string;
  /** The room's name as its owner has spelled it. */
  readonly name: string;
  /** A registered name; absent where the owner gave the name free. */
  readonly owner?: string;
  /** Registered names. */
  readonly moderators: readonly string[];
  readonly isPrivate: boolean;
  /** The registered names that may enter while the room is private. */
  readonly invited: readonly string[];
  /** Seconds that a member waits between two messages; 0: none. */
  readonly slowSeconds: number;
  readonly mutes: readonly Sanction[];
  readonly bans: readonly Sanction[];
  readonly topic?: Topic;
  /** The times of the newest messages in slow mode, by folded name. Only in copies for other nodes. */
  readonly said?: readonly (readonly [fold: string, timeMs: number])[];
}
