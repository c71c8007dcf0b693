import type { Ban } from "./ban.ts";

/**
 * Keeps bans over a restart of the server. Calls are carried out in order. A ban is in force at
 * once: the hub doesn't wait for the store.
 */
export interface BanStore {
  /** The bans that the store held when the server started. `untilMs` is wall time, as in `put`. */
  readonly kept: readonly Ban[];
  /**
   * Persists a ban, in place of an earlier ban with the same number.
   *
   * @throws {ChatError} `history-unavailable` where the disk doesn't take it.
   */
  put(ban: Ban): Promise<void>;
  /**
   * Deletes a ban. Does nothing where there is none.
   *
   * @throws {ChatError} `history-unavailable`.
   */
  drop(number: number): Promise<void>;
}
