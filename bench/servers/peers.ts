/**
 * The servers beside hubbub, each set up so that none of its own limits slows it down.
 *
 * @module
 */

import { startNatsServers } from "./nats_servers.ts";
import {
  freeEndpoint,
  type Place,
  type Running,
  type Server,
  startAt,
  versionOf,
} from "./server.ts";

const MIB = 2 ** 20;

async function writeConfig(place: Place, lines: readonly string[]): Promise<string> {
  const path = `${place.directory}/server.conf`;
  await Deno.writeTextFile(path, lines.join("\n") + "\n");
  return path;
}

export const natsServer: Server = {
  name: "nats",
  title: "NATS",
  wire: "nats",
  howToInstall: "go install github.com/nats-io/nats-server/v2@v2.15.2",
  setup: "as installed; up to 64 MiB pending per client is its default",
  mostOutstandingBytes: 32 * MIB,
  mostConnecting: 100,
  version: () => versionOf("nats-server", "--version"),
  async start({ core, directory, settings }): Promise<Running> {
    const servers = settings.cluster?.nodes ?? 1;
    const [first, ...others] = await startNatsServers({ servers, directory, core });
    return { ...first, others };
  },
};

export const redisServer: Server = {
  name: "redis",
  title: "Redis",
  wire: "redis",
  howToInstall: "apt-get install redis-server",
  setup:
    "no persistence, `client-output-buffer-limit pubsub 0 0 0` (its default with the slow reader)",
  mostOutstandingBytes: 4 * MIB,
  mostConnecting: 100,
  version: () => versionOf("redis-server", "--version"),
  start({ core, directory, settings }): Promise<Running> {
    const endpoint = freeEndpoint();
    const limit = settings.slowReaderLimit === "lifted" ? "pubsub 0 0 0" : "pubsub 32mb 8mb 60";
    const command = [
      ...["redis-server", "--bind", endpoint.host, "--port", String(endpoint.port)],
      ...["--dir", directory, "--save", "", "--appendonly", "no"],
      ...["--protected-mode", "no", "--maxclients", "25000", "--tcp-backlog", "4096"],
      ...["--client-output-buffer-limit", limit],
    ];
    return startAt(endpoint, command, core);
  },
};

export const mosquitto: Server = {
  name: "mosquitto",
  title: "Mosquitto",
  wire: "mqtt",
  howToInstall: "apt-get install mosquitto",
  setup: "no persistence, no log, queues without limit, `set_tcp_nodelay true`",
  mostOutstandingBytes: 4 * MIB,
  mostConnecting: 100,
  version: () => versionOf("mosquitto", "-h"),
  async start(place): Promise<Running> {
    const endpoint = freeEndpoint();
    const config = await writeConfig(place, [
      "user root",
      `listener ${endpoint.port} ${endpoint.host}`,
      "allow_anonymous true",
      "persistence false",
      "log_type none",
      "sys_interval 0",
      "set_tcp_nodelay true",
      "max_queued_messages 0",
      "max_queued_bytes 0",
    ]);
    return startAt(endpoint, ["mosquitto", "-c", config], place.core);
  },
};

export const inspircd: Server = {
  name: "inspircd",
  title: "InspIRCd",
  wire: "irc",
  howToInstall: "apt-get install inspircd",
  setup:
    '`fakelag="no"`, send queues of 32 MiB, read buffer of 64 KiB, no limit of connections, no DNS, no module beside its core',
  mostOutstandingBytes: 4 * MIB,
  mostConnecting: 100,
  version: () => versionOf("inspircd", "--version"),
  async start(place): Promise<Running> {
    const endpoint = freeEndpoint();
    const queue = 32 * MIB;
    const config = await writeConfig(place, [
      '<server name="bench.example.net" description="bench" network="bench" id="001">',
      '<admin name="bench" nick="bench" email="bench@example.net">',
      `<bind address="${endpoint.host}" port="${endpoint.port}" type="clients">`,
      '<connect allow="*" resolvehostnames="no" maxconnwarn="no" localmax="20000" globalmax="20000"',
      `  fakelag="no" threshold="1000000" commandrate="1000000000"`,
      `  softsendq="${queue}" hardsendq="${queue}" recvq="${MIB}">`,
      // With a smaller buffer InspIRCd waits up to a second before it reads the rest.
      '<performance softlimit="20000" somaxconn="4096" quietbursts="yes" netbuffersize="65534">',
      `<pid file="${place.directory}/pid">`,
      `<log method="file" type="*" level="none" target="${place.directory}/log">`,
    ]);
    // Debian runs it as a user of its own, who can't read the bench's directory.
    const command = ["inspircd", "--nofork", "--runasroot", "--config", config];
    return startAt(endpoint, command, place.core);
  },
};

export const ngircd: Server = {
  name: "ngircd",
  title: "ngIRCd",
  wire: "irc",
  howToInstall: "apt-get install ngircd",
  setup: "`MaxPenaltyTime = 0`, no limit of connections, no DNS, ident or PAM",
  // ngIRCd drops a client with more than 64 KiB unsent.
  mostOutstandingBytes: 48 * 1024,
  // ngIRCd listens with a backlog of 10.
  mostConnecting: 8,
  version: () => versionOf("ngircd", "--version"),
  async start(place): Promise<Running> {
    const endpoint = freeEndpoint();
    const config = await writeConfig(place, [
      "[Global]",
      "Name = bench.example.net",
      "Info = bench",
      `Listen = ${endpoint.host}`,
      `Ports = ${endpoint.port}`,
      "ServerUID = root",
      "ServerGID = root",
      "[Limits]",
      "MaxConnections = 0",
      "MaxConnectionsIP = 0",
      "MaxJoins = 0",
      "MaxNickLength = 16",
      "MaxPenaltyTime = 0",
      "[Options]",
      "DNS = no",
      "Ident = no",
      "PAM = no",
    ]);
    return startAt(endpoint, ["ngircd", "-n", "-f", config], place.core);
  },
};
