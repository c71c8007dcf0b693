/**
 * Servers of NATS that are one cluster: for plain NATS, for JetStream, and between the nodes of others.
 *
 * @module
 */

import type { Endpoint } from "../generator/sockets/socket.ts";
import type { Child, Core } from "./child.ts";
import { freeEndpoint, type Running, startAt } from "./server.ts";

const ROUTED_TIMEOUT_MS = 10_000;

/** The settings of {@linkcode startNatsServers}. */
export interface NatsOptions {
  readonly servers: number;
  /** "always": each message is on the disk before it is acknowledged; absent: no JetStream. */
  readonly jetstreamSync?: "default" | "always";
  /** An empty directory. */
  readonly directory: string;
  readonly core: Core;
}

/** Starts servers of NATS, and resolves when they know each other. */
export async function startNatsServers(options: NatsOptions): Promise<readonly Running[]> {
  const routes = Array.from({ length: options.servers }, freeEndpoint);
  const servers = await Promise.all(routes.map((_, index) => start(options, routes, index)));
  if (routes.length > 1) await Promise.all(servers.map(({ child }) => untilRouted(child)));
  return servers;
}

/** Returns a server's address as clients of NATS take it. */
export function natsUrl({ tcp: { host, port } }: Running): string {
  return `nats://${host}:${port}`;
}

async function start(
  { directory, core, jetstreamSync }: NatsOptions,
  routes: readonly Endpoint[],
  index: number,
): Promise<Running> {
  const endpoint = freeEndpoint();
  const urls = routes.map(({ host, port }) => `"nats-route://${host}:${port}"`);
  const { host, port } = routes[index];
  const lines = [
    `listen: "${endpoint.host}:${endpoint.port}"`,
    `server_name: "nats-${index}"`,
    ...jetstreamSync === undefined ? [] : [
      `jetstream { store_dir: "${directory}/nats-${index}"${
        jetstreamSync === "always" ? ", sync_interval: always" : ""
      } }`,
    ],
    ...routes.length === 1
      ? []
      : [`cluster { name: "bench", listen: "${host}:${port}", routes: [${urls.join(", ")}] }`],
  ];
  const path = `${directory}/nats-${index}.conf`;
  await Deno.writeTextFile(path, lines.join("\n") + "\n");
  return await startAt(endpoint, ["nats-server", "-c", path], core);
}

/** Until then what is said on one server doesn't reach the peers of another. */
async function untilRouted(child: Child): Promise<void> {
  const found = await child.match(/Route connection created|duplicate route/i, ROUTED_TIMEOUT_MS);
  if (found === undefined) throw new Error(`A nats-server stays alone: ${child.lastLine}`);
}
