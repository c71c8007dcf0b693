import type { RoomChange } from "../../vocabulary/mod.ts";

/** An action that the audit records. */
export type AuditAction =
  | RoomChange
  | "announce"
  | "backup"
  | "delete"
  | "deop"
  | "drop"
  | "hook-add"
  | "hook-drop"
  | "kick"
  | "op"
  | "reload";

/** An action that changes a room's or the hub's order, without texts of messages and without secrets. */
export interface AuditRecord {
  /** Grows by 1 with each record. */
  readonly number: number;
  /** Wall time, in milliseconds. */
  readonly timeMs: number;
  /** The name of the member; `server` for the terminal and `hubbub ctl`. */
  readonly by: string;
  readonly action: AuditAction;
  /** The room, name or network that the action is about; may be empty. */
  readonly about: string;
}

/** Keeps the audit over a restart of the server. Calls are carried out in order. */
export interface AuditStore {
  /** The records that the store held when the server started, the oldest first. */
  readonly kept: readonly AuditRecord[];
  /**
   * Persists a record, and deletes those with a number below `oldestNumber`.
   *
   * @throws {ChatError} `history-unavailable` where the disk doesn't take it.
   */
  put(record: AuditRecord, oldestNumber: number): Promise<void>;
}
