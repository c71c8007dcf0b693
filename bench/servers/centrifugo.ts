/**
 * Centrifugo, spoken to over WebSocket with JSON.
 *
 * @module
 */

import type { Core } from "./child.ts";
import { natsUrl, startNatsServers } from "./nats_servers.ts";
import {
  freeEndpoint,
  type Place,
  type Running,
  type Server,
  startAt,
  versionOf,
} from "./server.ts";

const MIB = 2 ** 20;
const PACKAGE = "github.com/centrifugal/centrifugo/v6";

function candidates(): readonly string[] {
  const home = Deno.env.get("HOME") ?? "";
  return [
    "centrifugo",
    "/usr/local/bin/centrifugo",
    "/opt/go/bin/centrifugo",
    `${home}/go/bin/centrifugo`,
  ];
}

async function find(): Promise<{ program: string; version: string } | undefined> {
  for (const program of candidates()) {
    const version = await versionOf(program, "version");
    if (version !== undefined) return { program, version };
  }
  return undefined;
}

function configOf(port: number, broker: string | undefined): unknown {
  return {
    http_server: { address: "127.0.0.1", port: String(port) },
    log: { level: "error" },
    client: {
      insecure: true,
      ping_interval: "3600s",
      pong_timeout: "1800s",
      queue_max_size: 64 * MIB,
    },
    channel: {
      without_namespace: { allow_subscribe_for_client: true, allow_publish_for_client: true },
    },
    ...(broker === undefined
      ? {}
      : { broker: { enabled: true, type: "nats", nats: { url: broker } } }),
  };
}

async function startNode(
  program: string,
  { directory }: Place,
  core: Core,
  broker?: string,
): Promise<Running> {
  const endpoint = freeEndpoint();
  const path = `${directory}/centrifugo-${endpoint.port}.json`;
  await Deno.writeTextFile(path, JSON.stringify(configOf(endpoint.port, broker)));
  const running = await startAt(endpoint, [program, "--config", path], core);
  return { ...running, web: endpoint };
}

export const centrifugo: Server = {
  name: "centrifugo",
  title: "Centrifugo",
  wire: "centrifugo",
  setup:
    "queues of 64 MiB, no authentication, JSON over WebSocket; on two nodes with its NATS broker",
  howToInstall: `go install ${PACKAGE}@v6.9.1`,
  mostOutstandingBytes: 32 * MIB,
  mostConnecting: 100,
  version: async () => (await find())?.version,
  async start(place): Promise<Running> {
    const { program } = (await find())!;
    const { core, directory, settings } = place;
    if (settings.cluster === undefined) return await startNode(program, place, core);
    const helpers = await startNatsServers({ servers: 1, directory, core });
    const nodes = [];
    for (let index = 0; index < settings.cluster.nodes; index++) {
      nodes.push(await startNode(program, place, core, natsUrl(helpers[0])));
    }
    const [first, ...others] = nodes;
    return { ...first, others, helpers: helpers.map(({ child }) => child) };
  },
};
