import { connectTcp, connectUdp, connectUnix, temporaryPath } from "../support/peers/connect.ts";
import type { StreamConnection } from "../support/peers/connection.ts";
import { IrcConnection } from "../support/peers/irc_connection.ts";
import { openSocket } from "../support/peers/websocket_connection.ts";
import type { Wire } from "../support/peers/wire.ts";
import type { TestServer } from "../support/server/test_server.ts";
import { testContract } from "../transports/contract/contract.ts";
import { IRC } from "../transports/contract/irc.ts";
import type { ContractHub } from "../transports/contract/scene.ts";
import { noNats } from "./nats_server.ts";
import { startNodes } from "./two_nodes.ts";

/** Starts two nodes: a contract's clients come to them in turn. */
async function start(
  flags: readonly string[],
  ofNode?: (nodeName: string) => readonly string[],
): Promise<ContractHub> {
  const nodes = await startNodes(flags, ofNode);
  return {
    servers: [nodes.one, nodes.two],
    [Symbol.asyncDispose]: () => nodes[Symbol.asyncDispose](),
  };
}

/** The same with a Unix socket for each. */
function startUnix(flags: readonly string[]): Promise<ContractHub> {
  return start(flags, (nodeName) => ["--unix", temporaryPath(`${nodeName}.sock`)]);
}

function connectNode({ server }: TestServer, wire: Wire): Promise<StreamConnection> {
  return connectUnix(server.transports[0].address.replace(/^unix /, ""), wire);
}

const STREAM = { hasEnd: true, burst: 1_000, start, reason: noNats };
const DATAGRAM = { hasEnd: false, burst: 20, start, reason: noNats };

for (const wire of ["json-lines", "frames-be", "frames-le"] as const) {
  testContract({
    ...STREAM,
    name: `two nodes, tcp, ${wire}`,
    flags: ["--tcp", "0"],
    speech: "json",
    connect: (server) => connectTcp(server, wire),
  });
}

testContract({
  ...STREAM,
  name: "two nodes, tcp, plain",
  flags: ["--tcp", "0"],
  speech: "plain",
  connect: (server) => connectTcp(server, "plain"),
});

testContract({
  ...STREAM,
  name: "two nodes, unix, frames-le",
  flags: [],
  speech: "json",
  start: startUnix,
  connect: (server) => connectNode(server, "frames-le"),
});

testContract({
  ...STREAM,
  name: "two nodes, WebSocket",
  flags: ["--web", "0"],
  speech: "json",
  connect: ({ webPort }) => openSocket(`ws://127.0.0.1:${webPort}/ws`),
});

testContract({
  ...DATAGRAM,
  name: "two nodes, udp, json",
  flags: ["--udp", "0"],
  speech: "json",
  connect: (server) => connectUdp(server, { goodbye: '{"msg":"/quit"}' }),
});

testContract({
  ...DATAGRAM,
  name: "two nodes, udp, plain",
  flags: ["--udp", "0"],
  speech: "plain",
  connect: (server) => connectUdp(server, { goodbye: "/quit" }),
});

testContract({
  ...IRC,
  name: "two nodes, tcp, irc",
  flags: ["--tcp", "0"],
  connect: async (server) => new IrcConnection(await connectTcp(server, "plain")),
  start,
  reason: noNats,
});

testContract({
  ...IRC,
  name: "two nodes, unix, irc",
  flags: [],
  connect: async (server) => new IrcConnection(await connectNode(server, "plain")),
  start: startUnix,
  reason: noNats,
});

for (const protocol of ["text.ircv3.net", "binary.ircv3.net"]) {
  testContract({
    ...IRC,
    name: `two nodes, websocket, ${protocol}`,
    flags: ["--web", "0"],
    connect: async ({ webPort }) =>
      new IrcConnection(await openSocket(`ws://127.0.0.1:${webPort}/`, {}, [protocol])),
    start,
    reason: noNats,
  });
}
