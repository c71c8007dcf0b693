import { UsageError } from "./usage_error.ts";
import { textOrOff, type Values } from "./limits.ts";

/** The hub of several nodes that a server takes part in. */
export interface ClusterSettings {
  /** The hub that the nodes are. */
  readonly name: string;
  readonly replicas: number;
  readonly nodeName: string;
  /** The addresses at which clients reach this node. */
  readonly advertised: readonly string[];
  /** Addresses of servers of NATS. */
  readonly servers: readonly string[];
  readonly credentialsPath: string | undefined;
  readonly tls: ClusterTls | undefined;
  /** Bytes of the log between two snapshots, at least. */
  readonly snapshotEveryBytes: number;
}

/** Files for TLS towards NATS, in PEM. */
export interface ClusterTls {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

/**
 * Reads the flags of a cluster; undefined where the server stands alone.
 *
 * @throws {UsageError} A certificate comes without its key.
 */
export function clusterSettings(value: Values): ClusterSettings | undefined {
  const servers = textOrOff(value("cluster"))?.split(",");
  if (servers === undefined) return undefined;
  return {
    name: value("cluster-name"),
    replicas: Number(value("cluster-replicas")),
    nodeName: value("node-name"),
    advertised: textOrOff(value("advertise"))?.split(",") ?? [],
    servers,
    credentialsPath: textOrOff(value("cluster-credentials")),
    tls: tlsOf(value),
    snapshotEveryBytes: Number(value("cluster-snapshot-every-bytes")),
  };
}

function tlsOf(value: Values): ClusterTls | undefined {
  const caFile = textOrOff(value("cluster-tls-ca"));
  const certFile = textOrOff(value("cluster-tls-cert"));
  const keyFile = textOrOff(value("cluster-tls-key"));
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new UsageError("TLS towards NATS needs both --cluster-tls-cert and --cluster-tls-key.");
  }
  if (caFile === undefined && certFile === undefined) return undefined;
  return {
    ...(caFile !== undefined && { caFile }),
    ...(certFile !== undefined && { certFile }),
    ...(keyFile !== undefined && { keyFile }),
  };
}
