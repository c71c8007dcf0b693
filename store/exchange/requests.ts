/**
 * The messages between the server's thread and the store's thread. Both directions keep their
 * order: a read sees every record that was sent before it.
 *
 * @module
 */

import type {
  AuditRecord,
  Ban,
  CharterRecord,
  Eviction,
  FoundMessage,
  HistoryQuery,
  Hook,
  SearchPage,
  SearchQuery,
  StoredMessage,
} from "../../hub/mod.ts";
import type { SeqRange } from "./epoch.ts";
import type { PackedPage } from "./packed_page.ts";
import type { RetentionLimits, StoreLimits } from "../limits.ts";

/** An encoded record (see `record.ts`) at the start of a buffer. */
export interface RecordBuffer {
  readonly buffer: ArrayBuffer;
  readonly sizeBytes: number;
}

/**
 * The lanes of shared memory: one takes small records to the store's thread, the other takes
 * replies for records that are committed.
 */
export interface Lanes {
  readonly records: SharedArrayBuffer;
  readonly commits: SharedArrayBuffer;
}

/** A message to the store's thread, which handles messages in their order. */
export type Request =
  /** A record that found no room on its lane. */
  | { readonly kind: "commit"; readonly record: RecordBuffer }
  | { readonly kind: "reserve"; readonly until: number }
  /** The log was put back from a copy: see `SqliteHistory.reportSeq`. */
  | { readonly kind: "beginEpoch"; readonly epoch: string; readonly lastSeq: number }
  | { readonly kind: "setRetention"; readonly limits: RetentionLimits }
  | { readonly kind: "call"; readonly id: number; readonly call: Call };

/** A request with an answer: see {@linkcode Answers}. */
export type Call =
  | {
    readonly kind: "open";
    readonly dataDir: string;
    readonly limits: StoreLimits;
    /** True: the folder holds a copy of a log that several nodes share, see `LogCopy`. */
    readonly isCopy: boolean;
    /** True: a copy is opened, too, though not as one. */
    readonly acceptsCopy?: boolean;
    /** True: the texts are indexed for searches. */
    readonly isIndexed: boolean;
    readonly faults: SharedArrayBuffer | undefined;
    /** See `lane.ts`. */
    readonly lanes: Lanes;
  }
  | { readonly kind: "read"; readonly query: HistoryQuery }
  | {
    readonly kind: "startOf";
    readonly scope: string;
    readonly count: number;
    readonly beforeSeq: number;
  }
  | { readonly kind: "find"; readonly seq: number }
  | { readonly kind: "search"; readonly query: SearchQuery }
  /** Returns the next part of all messages, behind a place in the tables. */
  | { readonly kind: "copy"; readonly after: CopyPlace | undefined }
  | { readonly kind: "evictions" }
  | { readonly kind: "clear" }
  | {
    readonly kind: "finishCopy";
    readonly epoch: string;
    readonly evictions: readonly Eviction[];
  }
  | { readonly kind: "evict" }
  | { readonly kind: "erase" }
  | { readonly kind: "indexAll" }
  | { readonly kind: "verify" }
  /** Begins to append the database, as it is now, to an archive. */
  | { readonly kind: "beginBackup"; readonly archivePath: string }
  /** Appends the next part. Answers true while there is more. */
  | { readonly kind: "backupStep" }
  | { readonly kind: "endBackup" }
  | { readonly kind: "putAccount"; readonly account: StoredAccount }
  | { readonly kind: "dropAccount"; readonly fold: string }
  | { readonly kind: "markAccountsAway"; readonly left: ReadonlyMap<string, number> }
  | { readonly kind: "putBan"; readonly ban: Ban }
  | { readonly kind: "dropBan"; readonly number: number }
  | { readonly kind: "putCharter"; readonly charter: CharterRecord }
  | { readonly kind: "dropCharter"; readonly fold: string }
  | {
    readonly kind: "putAudit";
    readonly record: AuditRecord;
    readonly oldestNumber: number;
  }
  | { readonly kind: "putHook"; readonly hook: Hook }
  | { readonly kind: "dropHook"; readonly name: string }
  | { readonly kind: "close"; readonly lastSeq: number };

/** The calls that change the tables of names, bans, webhooks, the rules of rooms and the audit. */
export type TableWrite = Extract<
  Call,
  {
    kind:
      | "putAccount"
      | "dropAccount"
      | "markAccountsAway"
      | "putBan"
      | "dropBan"
      | "putHook"
      | "dropHook"
      | "putCharter"
      | "dropCharter"
      | "putAudit";
  }
>;

/** The answer to each kind of call. */
export interface Answers {
  open: Opened;
  read: PackedPage;
  startOf: number;
  find: FoundMessage | undefined;
  search: SearchPage;
  copy: CopiedPart;
  evictions: readonly Eviction[];
  clear: Opened;
  finishCopy: undefined;
  evict: undefined;
  erase: undefined;
  indexAll: undefined;
  verify: undefined;
  beginBackup: undefined;
  backupStep: boolean;
  endBackup: undefined;
  putAccount: undefined;
  dropAccount: undefined;
  markAccountsAway: undefined;
  putBan: undefined;
  dropBan: undefined;
  putHook: undefined;
  dropHook: undefined;
  putCharter: undefined;
  dropCharter: undefined;
  putAudit: undefined;
  close: undefined;
}

/** The state of the log at the start. */
export interface Opened {
  readonly epoch: string;
  /** The newest number that may have been given. */
  readonly lastSeq: number;
  /** The newest number of a message that the tables hold or have held. */
  readonly newestSeq: number;
  /** Numbers up to here are reserved on the disk, so they may be given. */
  readonly reservedUntil: number;
  /** Numbers up to `lastSeq` that were never given, since a new epoch skipped them. */
  readonly skipped: readonly SeqRange[];
  /** True if no earlier process gave a number of this epoch. */
  readonly isEpochOwn: boolean;
  /** The ids of the last minutes, each a pack of {@linkcode IdPack}. */
  readonly recentIds: readonly Uint8Array[];
  readonly accounts: readonly StoredAccount[];
  readonly bans: readonly Ban[];
  readonly hooks: readonly Hook[];
  readonly charters: readonly CharterRecord[];
  readonly audit: readonly AuditRecord[];
}

/** A place in the tables: all chunks up to it are copied. */
export interface CopyPlace {
  readonly scopeId: number;
  readonly seq: number;
}

/** A part of a copy of all messages. */
export interface CopiedPart {
  readonly messages: readonly StoredMessage[];
  /** The place from which the next part goes on; undefined at the end. */
  readonly next: CopyPlace | undefined;
}

/** A registered name as the database stores it. */
export interface StoredAccount {
  readonly fold: string;
  readonly name: string;
  /** The hash that `hashPassword` returns. */
  readonly password: string;
  readonly createdMs: number;
  readonly sinceSeq: number;
  /** The newest number when its owner last left; an owner who is here may have heard more. */
  readonly leftSeq: number;
}

/** A message from the store's thread. */
export type Reply =
  /**
   * The oldest record without a reply is committed, or, with a failure, waits for the disk. A
   * record's buffer comes back for the next one. Most commits are reported on the lane instead.
   */
  | {
    readonly kind: "committed";
    readonly buffer: ArrayBuffer | undefined;
    readonly failure: string | undefined;
  }
  | { readonly kind: "reserved"; readonly until: number }
  /** In an outage, messages numbered `from` to `to` were dropped. */
  | { readonly kind: "dropped"; readonly from: number; readonly to: number }
  | { readonly kind: "recovered" }
  /** A sentence for the operator. */
  | { readonly kind: "warning"; readonly sentence: string }
  | { readonly kind: "answer"; readonly id: number; readonly value: Answers[keyof Answers] }
  | { readonly kind: "refusal"; readonly id: number; readonly sentence: string };
