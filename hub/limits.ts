/** Most names listed in a welcome or in an answer to `/who`; `count` tells the whole number. */
export const LISTED_MAX = 100;

/** The limits of the hub that an operator may set. */
export interface HubLimits {
  /** Most rooms that belong to registered names, those that nobody is in included. */
  readonly maxOwnedRooms: number;
  /** Most rooms that belong to one registered name. */
  readonly maxOwnedRoomsPerName: number;
  /** Most moderators of a room. */
  readonly maxModerators: number;
  /** Most names that a room has let in while it is private. */
  readonly maxInvited: number;
  /** Most mutes in force in a room, and most bans. */
  readonly maxRoomBans: number;
  /** Most peers attached at once. */
  readonly maxPeers: number;
  /** Most rooms that exist at once. */
  readonly maxRooms: number;
  /** Most rooms that one peer is in. */
  readonly maxRoomsPerPeer: number;
  /** Most members of a room in which joins and leaves are announced; 0: in none. */
  readonly announceLimit: number;
  /** Time for which a message's `id` is remembered, in milliseconds. */
  readonly dedupWindowMs: number;
  /** Most `id`s remembered at once. */
  readonly dedupMaxEntries: number;
  /** Time for which a session can be resumed after its peer left, in milliseconds. */
  readonly sessionTtlMs: number;
  /** Most sessions of peers that left which are remembered at once. */
  readonly maxSessions: number;
  /** Most addresses and names whose failed passwords are counted. */
  readonly maxAttemptKeys: number;
  /** Most bans in force at once. */
  readonly maxBans: number;
  /** Most records of the audit. Above it, the oldest goes. */
  readonly maxAuditRecords: number;
  /** Most incoming webhooks. */
  readonly maxHooks: number;
  /** Most bytes of live messages held back for one peer while it is being replayed to. */
  readonly replayHoldMaxBytes: number;
  /** Age up to which a message can be edited, in milliseconds; undefined: any. */
  readonly editWindowMs: number | undefined;
  /** True: the earlier texts of an edited message stay in the log. */
  readonly keepEdits: boolean;
  /** Most different reactions to one message. */
  readonly maxReactions: number;
}
