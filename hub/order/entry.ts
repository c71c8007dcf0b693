import type { NewAccount } from "../access/accounts.ts";
import type { AuditAction } from "../audit/audit_record.ts";
import type { HookMessage } from "../hooks/hook.ts";
import type { PeerName, RoomName } from "../names/name.ts";
import type { Marker } from "../names/read_markers.ts";
import type { Peer } from "../peers/peer.ts";
import type { ProfileChange } from "../peers/signal.ts";
import type { Member } from "../rooms/room.ts";
import type { Change } from "../things/change.ts";
import type { Thing } from "../things/thing.ts";
import type { ClientMessage } from "../../vocabulary/mod.ts";

/** A peer claims a name, and takes its seat in the lobby or in the rooms of its session. */
export interface EnterEntry {
  readonly kind: "enter";
  readonly peer: Peer;
  readonly hello: ClientMessage;
  /** The session's token, where the hello resumes none. */
  readonly token: string;
  /** True where the password of the claimed name was right. */
  readonly isOwner: boolean;
}

/** The person at a server's terminal takes a seat in the lobby. */
export interface OperatorEntry {
  readonly kind: "operator";
  readonly peer: Peer;
}

/** A member's connection has ended. */
export interface LeaveEntry {
  readonly kind: "leave";
  readonly member: Member;
  /** Told to the others in the member's rooms. */
  readonly reason: string;
}

/** A member's message: a text, a command, another name, or a hello that asks for a replay. */
export interface MessageEntry {
  readonly kind: "message";
  readonly member: Member;
  readonly message: ClientMessage;
}

/** A member changes a message that was said before. */
export interface ChangeEntry {
  readonly kind: "change";
  readonly member: Member;
  readonly change: Change;
  /** The facts about the message, as the member's node has found them; undefined where it found none. */
  readonly base: Thing | undefined;
  /** The `id` of the member's message. */
  readonly id: string | undefined;
}

/** A member has read a room or a talk up to a place. */
export interface ReadEntry {
  readonly kind: "read";
  readonly member: Member;
  /** The folded name of the room, or of the other peer. */
  readonly target: string;
  readonly marker: Marker;
}

/** A message of a sender without a connection. */
export interface PostEntry {
  readonly kind: "post";
  readonly peer: Peer;
  readonly message: ClientMessage;
  readonly isOwner: boolean;
  /** The facts about the message that this one changes; undefined where it changes none. */
  readonly base?: Thing | undefined;
}

/** A member takes the registered name that it has proved to own. */
export interface IdentifyEntry {
  readonly kind: "identify";
  readonly member: Member;
  readonly name: string;
}

/** A member changes what it tells about itself. */
export interface ProfileEntry {
  readonly kind: "profile";
  readonly member: Member;
  readonly change: ProfileChange;
}

/** A member registers its name. */
export interface RegisterEntry {
  readonly kind: "register";
  readonly member: Member;
  readonly account: NewAccount;
  /** The password's hash, with its salt and its cost. */
  readonly hash: string;
}

/** A registered name is given free. */
export interface DropEntry {
  readonly kind: "drop";
  readonly fold: string;
  /** The name of the operator; absent in entries of earlier versions. */
  readonly by?: string;
}

/** An operator has done something to a node that the audit records. */
export interface AuditEntry {
  readonly kind: "audit";
  readonly by: string;
  readonly action: AuditAction;
  readonly about: string;
}

/** A member makes an incoming webhook. */
export interface HookAddEntry {
  readonly kind: "hook-add";
  readonly member: Member;
  readonly name: PeerName;
  readonly room: RoomName;
  readonly tokenHash: string;
}

/** A member ends an incoming webhook. */
export interface HookDropEntry {
  readonly kind: "hook-drop";
  readonly member: Member;
  readonly name: string;
}

/** A message that came by an incoming webhook. */
export interface HookPostEntry {
  readonly kind: "hook-post";
  /** The hook's name. */
  readonly name: string;
  readonly message: HookMessage;
}

/**
 * A change of what peers share: names, rooms, messages, registrations, bans, webhooks. The order brings entries
 * into one sequence, and `StateMachine.apply` carries them out. Texts in canonical form, which are
 * nearly all, have a way of their own: `Order.sayCanonical`.
 */
export type Entry =
  | EnterEntry
  | OperatorEntry
  | LeaveEntry
  | MessageEntry
  | ChangeEntry
  | ReadEntry
  | PostEntry
  | IdentifyEntry
  | ProfileEntry
  | RegisterEntry
  | DropEntry
  | AuditEntry
  | HookAddEntry
  | HookDropEntry
  | HookPostEntry;

/** The results of entries once they are applied. */
interface Results {
  readonly enter: Member;
  readonly operator: Member;
  readonly leave: undefined;
  readonly message: undefined;
  readonly change: undefined;
  readonly read: undefined;
  /** The message's number. */
  readonly post: number;
  readonly identify: undefined;
  readonly profile: undefined;
  /** Resolves when the registration is persisted. Undefined: at once. */
  readonly register: Promise<void> | undefined;
  /** False where nobody had registered the name. */
  readonly drop: boolean | Promise<boolean>;
  readonly audit: undefined;
  /** Resolves when the hook would survive a restart. */
  readonly "hook-add": Promise<void>;
  /** Resolves when a restart wouldn't bring the hook back. */
  readonly "hook-drop": Promise<void>;
  /** The message's number. */
  readonly "hook-post": number;
}

/** The result of an entry once it is applied. */
export type ResultOf<E extends Entry> = Results[E["kind"]];
