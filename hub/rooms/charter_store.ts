import type { CharterRecord } from "./charter_record.ts";

/** Keeps charters over a restart of the server. Calls are carried out in order. */
export interface CharterStore {
  /** The charters that the store held when the server started. Times are wall time, as in `put`. */
  readonly kept: readonly CharterRecord[];
  /**
   * Persists a charter, in place of an earlier one of the same room.
   *
   * @throws {ChatError} `history-unavailable` where the disk doesn't take it.
   */
  put(charter: CharterRecord): Promise<void>;
  /**
   * Deletes a room's charter. Does nothing where there is none.
   *
   * @throws {ChatError} `history-unavailable`.
   */
  drop(fold: string): Promise<void>;
}
