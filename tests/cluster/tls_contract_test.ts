import type { Connection } from "../support/peers/connection.ts";
import { StreamConnection } from "../support/peers/connection.ts";
import { IrcConnection } from "../support/peers/irc_connection.ts";
import { openSocket } from "../support/peers/websocket_connection.ts";
import type { Wire } from "../support/peers/wire.ts";
import { notInstalled } from "../support/programs/installed.ts";
import type { TestServer } from "../support/server/test_server.ts";
import { tlsFlags } from "../tls/tls_peer.ts";
import { testContract } from "../transports/contract/contract.ts";
import { IRC } from "../transports/contract/irc.ts";
import type { ContractHub } from "../transports/contract/scene.ts";
import { CertificateAuthority } from "../web/certificate_authority.ts";
import { noNats } from "./nats_server.ts";
import { startNodes } from "./two_nodes.ts";

/** The authorities that the clients of a server trust. */
const authorities = new WeakMap<TestServer, CertificateAuthority>();

async function start(flags: readonly string[]): Promise<ContractHub> {
  const ca = await CertificateAuthority.create();
  const nodes = await startNodes([...tlsFlags(await ca.issue(1)), ...flags]);
  const servers = [nodes.one, nodes.two];
  for (const server of servers) authorities.set(server, ca);
  return {
    servers,
    async [Symbol.asyncDispose]() {
      await nodes[Symbol.asyncDispose]();
      await ca[Symbol.asyncDispose]();
    },
  };
}

async function connect(server: TestServer, wire: Wire): Promise<Connection> {
  const caCerts = [authorities.get(server)!.pem];
  const at = { hostname: "localhost", port: server.tcpPort, caCerts };
  return new StreamConnection(await Deno.connectTls(at), wire);
}

const TLS = {
  flags: [],
  hasEnd: true,
  burst: 1_000,
  start,
  reason: noNats ?? notInstalled("openssl"),
} as const;

testContract({
  ...TLS,
  name: "two nodes, tls, frames-le",
  speech: "json",
  connect: (server) => connect(server, "frames-le"),
});

testContract({
  ...TLS,
  ...IRC,
  name: "two nodes, tls, irc",
  connect: async (server) => new IrcConnection(await connect(server, "plain")),
});

testContract({
  ...TLS,
  name: "two nodes, wss",
  speech: "json",
  connect: (server) =>
    openSocket(`wss://localhost:${server.webPort}/ws`, { ca: authorities.get(server)!.pem }),
});
