/**
 * One hub on many nodes. Each node has the whole hub; a log that all nodes share brings their entries
 * into one sequence. The files at the root know no network: `tests/cluster` simulates the log.
 * `jetstream/` is the log in NATS JetStream, `snapshot/` the copy of a hub that new nodes start from.
 * `cluster_node.ts` isn't exported here, since it loads the client library of NATS: a server imports
 * that file when it is a node.
 *
 * @module
 */

export { ClusterError } from "./cluster_error.ts";
export type { ClusterNode } from "./cluster_node.ts";
export type { ClusterConfig } from "./cluster_node_options.ts";
export { ClusterHistory } from "./cluster_history.ts";
export { ClusterOrder } from "./cluster_order.ts";
export type { ClusterOrderOptions } from "./cluster_order_options.ts";
export { restoreClusterSnapshot } from "./snapshot/restore_cluster_snapshot.ts";
export { type SnapshotSource, takeClusterSnapshot } from "./snapshot/take_cluster_snapshot.ts";
export { BUNDLE_MAX_BYTES } from "./bundle.ts";
