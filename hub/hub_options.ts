import type { Accounts } from "./access/accounts.ts";
import type { BanStore } from "./access/bans/ban_store.ts";
import type { HookStore } from "./hooks/hook.ts";
import type { CharterStore } from "./rooms/charter_store.ts";
import type { AuditStore } from "./audit/audit_record.ts";
import type { FileKeeper } from "./file_keeper.ts";
import type { HashKey } from "./history/id_key.ts";
import type { History } from "./history/history.ts";
import type { HubLimits } from "./limits.ts";
import type { TransportName } from "./peers/peer.ts";

/** The parts that a hub is given, and its limits. */
export interface HubOptions {
  readonly history: History;
  readonly limits: HubLimits;
  /** Called when something is pending: the caller then calls `Hub.flush` before the turn ends. */
  readonly requestFlush: () => void;
  /** Resolves in the next turn of the event loop. Absent: work that takes long isn't interrupted. */
  readonly nextTurn?: () => Promise<void>;
  /** The name of this node, where several nodes are one hub. */
  readonly nodeName?: string | undefined;
  /** Returns addresses of the other nodes for peers of a transport. Absent: this is the only node. */
  readonly otherNodes?: ((transport: TransportName) => readonly string[]) | undefined;
  /** Makes a secret that nobody can guess. */
  readonly newToken: () => string;
  /** Two random numbers of 32 bits, so that nobody can look for ids that share a hash. */
  readonly hashKey: HashKey;
  readonly accounts: Accounts;
  /** Keeps bans over a restart. */
  readonly bans: BanStore;
  /** Keeps incoming webhooks over a restart. */
  readonly hooks: HookStore;
  /** Returns the SHA-256 of a webhook's token, in hexadecimal digits. */
  readonly hashToken: (token: string) => string;
  /** Keeps the rules of rooms over a restart. Absent: they end with the process. */
  readonly charters?: CharterStore | undefined;
  /** Keeps the audit over a restart. Absent: it ends with the process. */
  readonly audit?: AuditStore | undefined;
  /** Keeps the files that messages are about. Absent: the hub takes none. */
  readonly files?: FileKeeper | undefined;
  /**
   * Compares a token with that of a closed hub, in constant time. Absent: the hub is open. It is read
   * anew for each hello.
   */
  readonly isToken?: ((token: string) => boolean) | undefined;
  /** Called with an error of a command that takes a while, unless the error is a refusal. */
  readonly onBug?: (error: unknown) => void;
}
