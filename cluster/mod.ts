/**
 * One hub on many nodes. Each node has the whole hub; a log that all nodes share brings their entries
 * into one sequence. The files at the root know no network: `tests/cluster` simulates the log.
 * `jetstream/` is the log in NATS JetStream.
 *
 * @module
 */

export { ClusterError } from "./cluster_error.ts";
export { type ClusterConfig, ClusterNode } from "./cluster_node.ts";
export { ClusterHistory } from "./cluster_history.ts";
export { ClusterOrder, type ClusterOrderOptions } from "./cluster_order.ts";
export { BUNDLE_MAX_BYTES } from "./bundle.ts";
