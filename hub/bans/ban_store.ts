import type { Ban } from "./ban.ts";

/**
 * Where bans outlive the server. What the hub asks of it is done in order; a ban is in force at once
 * and doesn't wait for it.
 */
export interface BanStore {
  /** Those that were kept when the server started. Here and in `put`, `untilMs` is wall time. */
  readonly kept: readonly Ban[];
  /**
   * Keeps a ban in place of one with the same number.
   *
   * @throws {ChatError} `history-unavailable` where the disk doesn't take it.
   */
  put(ban: Ban): Promise<void>;
  /**
   * Forgets a ban; does nothing where there is none.
   *
   * @throws {ChatError} `history-unavailable`.
   */
  drop(number: number): Promise<void>;
}
