import { connect, credsAuthenticator, type NatsConnection } from "@nats-io/transport-node";
import { ClusterError } from "../cluster_error.ts";

/** The servers of NATS, and what they ask for. */
export interface NatsOptions {
  /** Addresses like `nats://10.0.0.1:4222`: those of one NATS cluster. */
  readonly servers: readonly string[];
  /** The file with the credentials, as `nsc` writes it. Absent: none, or those in the addresses. */
  readonly credentials: Uint8Array | undefined;
  /** Files for TLS, in PEM. Absent: the system's authorities, if a server asks for TLS. */
  readonly tls:
    | { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string }
    | undefined;
}

/**
 * The oldest nats-server that serves. Older ones may confirm two writers of one revision, and lack
 * atomic batches.
 */
const OLDEST_MAJOR = 2;
const OLDEST_MINOR = 12;

/** A server that doesn't answer for this time, twice, is gone. The library's default is two minutes. */
const PING_EVERY_MS = 3_000;
const CONNECT_TIMEOUT_MS = 5_000;
const RECONNECT_WAIT_MS = 250;

/**
 * Connects to NATS. A lost connection is made again for as long as the process lives.
 *
 * @throws {ClusterError} No server answers, one refuses us, or one is too old.
 */
export async function connectToNats(
  { servers, credentials, tls }: NatsOptions,
  name: string,
): Promise<NatsConnection> {
  const addresses = servers.map((server) => new URL(server));
  const connection = await connect({
    servers: addresses.map(({ host }) => host),
    name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    pingInterval: PING_EVERY_MS,
    maxPingOut: 2,
    timeout: CONNECT_TIMEOUT_MS,
    ...(credentials !== undefined && { authenticator: credsAuthenticator(credentials) }),
    ...loginIn(addresses),
    ...((tls !== undefined || addresses.some(({ protocol }) => protocol === "tls:")) && {
      tls: tls ?? {},
    }),
  }).catch((error: Error) => {
    throw new ClusterError(
      `No server of NATS at ${
        servers.map(withoutLogin).join(", ")
      } lets this node in: ${error.message}.`,
    );
  });
  const version = connection.info?.version ?? "0";
  const [major, minor] = version.split(".").map(Number);
  if (major > OLDEST_MAJOR || (major === OLDEST_MAJOR && minor >= OLDEST_MINOR)) return connection;
  await connection.close();
  throw new ClusterError(
    `The nats-server is version ${version}; hubbub needs ${OLDEST_MAJOR}.${OLDEST_MINOR} or newer.`,
  );
}

/** Returns an address without its password, to be shown. */
export function withoutLogin(server: string): string {
  const { protocol, host } = new URL(server);
  return `${protocol}//${host}`;
}

function loginIn(addresses: readonly URL[]): { user?: string; pass?: string; token?: string } {
  const [{ username, password }] = addresses;
  if (username === "") return {};
  const user = decodeURIComponent(username);
  return password === "" ? { token: user } : { user, pass: decodeURIComponent(password) };
}
