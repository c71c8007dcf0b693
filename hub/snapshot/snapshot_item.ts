import type { AccountRecord } from "../access/accounts.ts";
import type { AuditRecord } from "../audit/audit_record.ts";
import type { Ban } from "../access/bans/ban.ts";
import type { SessionRecord } from "../access/sessions.ts";
import type { Hook } from "../hooks/hook.ts";
import type { RecentId } from "../history/history.ts";
import type { TransportName } from "../peers/peer.ts";
import type { PeerProfile } from "../peers/signal.ts";
import type { Thing } from "../things/thing.ts";
import type { CharterRecord } from "../rooms/charter_record.ts";
import type { Topic } from "../rooms/topic.ts";

/**
 * A part of the hub's state, as JSON can hold it. All parts together, in the order in which
 * `takeSnapshot` returns them, are a copy of the state without the messages.
 */
export type SnapshotItem =
  | MemberItem
  | RoomItem
  | {
    readonly kind: "seats";
    /** The member. */
    readonly ref: number;
    /** Its rooms, in the sequence in which it entered them. */
    readonly rooms: readonly string[];
    readonly current?: string;
  }
  | { readonly kind: "charter"; readonly charter: CharterRecord }
  | { readonly kind: "session"; readonly session: SessionRecord }
  | { readonly kind: "sessions-swept"; readonly sweptMs: number }
  | { readonly kind: "account"; readonly account: AccountRecord }
  | { readonly kind: "ban"; readonly ban: Ban }
  | { readonly kind: "last-ban"; readonly number: number }
  | { readonly kind: "hook"; readonly hook: Hook }
  | { readonly kind: "audit"; readonly records: readonly AuditRecord[] }
  | { readonly kind: "recent-ids"; readonly recentIds: readonly RecentId[] }
  | { readonly kind: "thing"; readonly thing: Thing };

/** A member. To the hub that is restored, its connection is on another node. */
export interface MemberItem {
  readonly kind: "member";
  /** See `Member.ref`. */
  readonly ref: number;
  readonly transport: TransportName;
  readonly address: string;
  readonly name: string;
  readonly session: string;
  readonly sinceMs: number;
  readonly away?: string;
  readonly profile?: PeerProfile;
  readonly isOperator: boolean;
  /** False for an operator while another one stands for the hub's name. */
  readonly isInDirectory: boolean;
}

/** A room with its members, in the sequence in which they entered. */
export interface RoomItem {
  readonly kind: "room";
  readonly name: string;
  readonly refs: readonly number[];
  readonly topic?: Topic;
  readonly openedMs?: number;
}
