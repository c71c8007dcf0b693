import type { CopyableAccounts, History, LogCopy } from "../hub/mod.ts";
import type { NatsOptions } from "./jetstream/connection.ts";

/** The cluster that a node takes part in. */
export interface ClusterConfig extends NatsOptions {
  /** The name of the hub that the nodes are. */
  readonly name: string;
  /** Servers of NATS that keep each entry: 1, 3 or 5. */
  readonly replicas: number;
  /** The name of this node, for people. */
  readonly nodeName: string;
  /** The addresses at which clients reach this node. */
  readonly advertised: readonly string[];
  /** Bytes of the log between two snapshots, at least. */
  readonly snapshotEveryBytes: number;
}

/** The parts of a server that its node works with. */
export interface ClusterNodeOptions {
  /** Keeps this node's copy of the messages. */
  readonly store: History;
  /** The messages of `store`. */
  readonly copy: LogCopy;
  readonly accounts: CopyableAccounts;
  /** The hub's limits, which have to be equal on all nodes. */
  readonly limits: Readonly<Record<string, unknown>>;
  /** Milliseconds that go on steadily. */
  readonly now: () => number;
  /** Returns a whole random number below `end`. */
  readonly random: (end: number) => number;
  readonly newEpoch: () => string;
  /** Called when the hub has something to deliver or to send. */
  readonly requestFlush: () => void;
  readonly onBug: (error: unknown) => void;
  /** The log can't be written at the moment. Called once in an outage. */
  readonly onOutage: (reason: string) => void;
  /** The log can be written again. */
  readonly onRecovery: () => void;
  /** A snapshot couldn't be written. Called once, until one is written. */
  readonly onSnapshotFailure: (reason: string) => void;
  /** The other nodes held this one for dead: its connections have to end. */
  readonly onLost: () => void;
  /** This node can't go on, for a reason that the sentence tells. */
  readonly onFatal: (sentence: string) => void;
}
