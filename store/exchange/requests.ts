/**
 * What the server's thread and the store's thread say to each other. Both directions keep their
 * order, on which much relies: a read sees all that was posted before it.
 *
 * @module
 */

import type { Ban, HistoryQuery } from "../../hub/mod.ts";
import type { StoreLimits } from "../limits.ts";
import type { SeqRange } from "./epoch.ts";

/** Messages on their way to the disk: a record as in `record.ts`, at the start of a buffer. */
export interface RecordBuffer {
  readonly buffer: ArrayBuffer;
  readonly sizeBytes: number;
}

/** Where small posts go, and from where it is said that the oldest is kept. */
export interface Lanes {
  readonly records: SharedArrayBuffer;
  readonly commits: SharedArrayBuffer;
}

/** What the thread is told and does in its turn. */
export type Request =
  /** A post that found no room on its lane. */
  | { readonly kind: "commit"; readonly record: RecordBuffer }
  | { readonly kind: "reserve"; readonly until: number }
  /** The log was put back: see `SqliteHistory.reportSeq`. */
  | { readonly kind: "beginEpoch"; readonly epoch: string; readonly lastSeq: number }
  | { readonly kind: "call"; readonly id: number; readonly call: Call };

/** What the thread is asked. */
export type Call =
  | {
    readonly kind: "open";
    readonly dataDir: string;
    readonly limits: StoreLimits;
    readonly faults: SharedArrayBuffer | undefined;
    /** See {@linkcode LaneSender}. */
    readonly lanes: Lanes;
  }
  | { readonly kind: "read"; readonly query: HistoryQuery }
  | {
    readonly kind: "startOf";
    readonly scope: string;
    readonly count: number;
    readonly beforeSeq: number;
  }
  | { readonly kind: "evict" }
  | { readonly kind: "verify" }
  | { readonly kind: "putAccount"; readonly account: StoredAccount }
  | { readonly kind: "dropAccount"; readonly fold: string }
  | { readonly kind: "leaveAccounts"; readonly left: ReadonlyMap<string, number> }
  | { readonly kind: "putBan"; readonly ban: Ban }
  | { readonly kind: "dropBan"; readonly number: number }
  | { readonly kind: "close"; readonly lastSeq: number };

/** The calls that change the tables beside the log. */
export type TableWrite = Extract<
  Call,
  { kind: "putAccount" | "dropAccount" | "leaveAccounts" | "putBan" | "dropBan" }
>;

/** The answer to each call. */
export interface Answers {
  open: Opened;
  read: PackedPage;
  startOf: number;
  evict: undefined;
  verify: undefined;
  putAccount: undefined;
  dropAccount: undefined;
  leaveAccounts: undefined;
  putBan: undefined;
  dropBan: undefined;
  close: undefined;
}

/** What was found at the start. */
export interface Opened {
  readonly epoch: string;
  /** No number up to here is to be given again. */
  readonly lastSeq: number;
  /** Numbers up to here may be given. */
  readonly reservedUntil: number;
  /** Numbers up to `lastSeq` that were never given, since an epoch began behind them. */
  readonly skipped: readonly SeqRange[];
  /** True where this process gives all numbers of the epoch: no earlier one gave any. */
  readonly isEpochOwn: boolean;
  /** Each as {@linkcode IdPack} has packed it. */
  readonly recentIds: readonly Uint8Array[];
  readonly accounts: readonly StoredAccount[];
  readonly bans: readonly Ban[];
}

/** A registered name as it is stored. */
export interface StoredAccount {
  readonly fold: string;
  readonly name: string;
  /** From `hashPassword`. */
  readonly password: string;
  readonly createdMs: number;
  readonly sinceSeq: number;
  /** The newest number when its owner last left; an owner who is here may have heard more. */
  readonly leftSeq: number;
}

/** A page of the log in one piece: record i ends at `ends[i]`. */
export interface PackedPage {
  readonly buffer: ArrayBuffer;
  readonly seqs: readonly number[];
  readonly ends: readonly number[];
  readonly complete: boolean;
  readonly more: boolean;
}

/** What the thread says. */
export type Reply =
  /**
   * The oldest post that wasn't replied to is kept, or, with a failure, waits for the disk. Its
   * buffer comes back, if it came in one. Most that are kept are said to be on the lane instead.
   */
  | {
    readonly kind: "committed";
    readonly buffer: ArrayBuffer | undefined;
    readonly failure: string | undefined;
  }
  | { readonly kind: "reserved"; readonly until: number }
  /** In an outage messages with numbers up to here were given up. */
  | { readonly kind: "dropped"; readonly from: number; readonly to: number }
  | { readonly kind: "recovered" }
  /** A sentence for the operator. */
  | { readonly kind: "warning"; readonly sentence: string }
  | { readonly kind: "answer"; readonly id: number; readonly value: Answers[keyof Answers] }
  | { readonly kind: "refusal"; readonly id: number; readonly sentence: string };
