/**
 * The numbers the protocol itself fixes, and the shape of those an operator may set.
 * The defaults of the latter stand in `config.ts`, in one table.
 *
 * @module
 */

/** Most names listed in a welcome or in an answer to `/who`; `count` tells the whole number. */
export const LISTED_MAX = 100;

/** What an operator may set of the hub's own limits. Every field counts what its name says. */
export interface HubLimits {
  /** Most peers attached at once. */
  readonly maxPeers: number;
  /** Most rooms that exist at once. */
  readonly maxRooms: number;
  /** Most rooms that one peer is in. */
  readonly maxRoomsPerPeer: number;
  /** Members of a room above which joins and leaves aren't announced; 0: never announced. */
  readonly announceLimit: number;
  /** How long a message's `id` is remembered, in milliseconds. */
  readonly dedupWindowMs: number;
  /** Most `id`s remembered at once. */
  readonly dedupMaxEntries: number;
  /** How long a session can be taken up again after its peer left, in milliseconds. */
  readonly sessionTtlMs: number;
  /** Most sessions of peers that left which are remembered at once. */
  readonly maxSessions: number;
  /** Most addresses and names whose failed passwords are counted. */
  readonly maxAttemptKeys: number;
  /** Most bans in force at once. */
  readonly maxBans: number;
  /** Most bytes of live messages held back for one peer while it is being replayed to. */
  readonly replayHoldMaxBytes: number;
}
