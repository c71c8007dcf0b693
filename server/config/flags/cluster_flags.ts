import type { Flag } from "../flag.ts";
import { count, GiB } from "./kinds.ts";

/** The flags of a hub of several nodes. */
export const CLUSTER_FLAGS = {
  cluster: {
    kind: { type: "servers", placeholder: "NATS" },
    standard: "off",
    help: "several nodes are one hub: nats://host:4222[,…], servers with JetStream",
  },
  "cluster-name": {
    kind: { type: "word", placeholder: "NAME" },
    standard: "hubbub",
    help: "the hub that the nodes are; names its stream in NATS",
  },
  "cluster-replicas": {
    kind: { type: "choice", choices: ["1", "3", "5"] },
    standard: "1",
    help: "servers of NATS that keep each message",
  },
  "cluster-snapshot-every-bytes": {
    kind: count(64 * GiB, 1024),
    standard: "16777216",
    help: "bytes of the log in NATS between two snapshots",
  },
  "cluster-credentials": {
    kind: { type: "text", placeholder: "PATH" },
    standard: "off",
    help: "credentials for NATS, a file of nsc",
  },
  "cluster-tls-ca": {
    kind: { type: "text", placeholder: "PATH" },
    standard: "off",
    help: "authority of the certificates of NATS (PEM)",
  },
  "cluster-tls-cert": {
    kind: { type: "text", placeholder: "PATH" },
    standard: "off",
    help: "this node's certificate for NATS (PEM)",
  },
  "cluster-tls-key": {
    kind: { type: "text", placeholder: "PATH" },
    standard: "off",
    help: "its private key (PEM)",
  },
  advertise: {
    kind: { type: "addresses", placeholder: "ADDRESS" },
    standard: "off",
    help: "address at which clients reach this node, like tcp://a.example:9000; repeatable",
  },
  "node-name": {
    kind: { type: "word", placeholder: "NAME" },
    standard: "node",
    help: "name of this node: welcomes show it, with --cluster",
  },
} as const satisfies Record<string, Flag>;
