import type { Shortage } from "./admission/shortage.ts";
import type { TransportName } from "../hub/mod.ts";
import type { ConnectionContext } from "./connection/connection.ts";

/** The parts that all transports of one server share. */
export interface Context extends ConnectionContext {
  /** Tells once, for all listeners, when no connection can be accepted. */
  readonly shortage: Shortage;
  /** The state of this node among others; undefined on a hub of one node. */
  readonly cluster?: ClusterStatus | undefined;
}

/** One node's state among the nodes of a hub. */
export interface ClusterStatus {
  /** True if NATS is there, and the other nodes know this one. */
  readonly isReady: boolean;
  /** Bundles of the log that this node hasn't applied yet, as NATS said last. */
  readonly behindBundles: number;
  /** Entries of this node that wait for the log. */
  readonly waitingEntries: number;
  /** Nodes that are alive. */
  readonly nodes: number;
  /** Snapshots that this node couldn't write. */
  readonly snapshotFailures: number;
  /** Returns addresses of the other living nodes, for peers of a transport. */
  otherAddresses(transport: TransportName): readonly string[];
}
