import type { Accounts } from "./access/accounts.ts";
import type { BanStore } from "./access/bans/ban_store.ts";
import type { HashKey } from "./history/id_key.ts";
import type { History } from "./history/history.ts";
import type { HubLimits } from "./limits.ts";

/** What a hub is made of. */
export interface HubOptions {
  readonly history: History;
  readonly limits: HubLimits;
  /** Called when something is pending: call `Hub.flush` before the turn ends. */
  readonly requestFlush: () => void;
  /** Makes a secret that nobody can guess. */
  readonly newToken: () => string;
  /** Two random numbers of 32 bits, so that nobody can look for ids that share a hash. */
  readonly hashKey: HashKey;
  readonly accounts: Accounts;
  /** Keeps bans over a restart. */
  readonly bans: BanStore;
  /** Whether this is the token of a closed hub, in constant time. Absent: the hub is open. */
  readonly isToken?: ((token: string) => boolean) | undefined;
  /** Told of what went wrong behind a command that takes a while, and isn't anybody's mistake. */
  readonly onBug?: (error: unknown) => void;
}
