import { connectTcp, connectUdp } from "../support/peers/connect.ts";
import { testContract } from "../transports/contract/contract.ts";
import type { ContractHub } from "../transports/contract/scene.ts";
import { noNats } from "./nats_server.ts";
import { startNodes } from "./two_nodes.ts";

/** Starts two nodes: a contract's clients come to them in turn. */
async function start(flags: readonly string[]): Promise<ContractHub> {
  const nodes = await startNodes(flags);
  return {
    servers: [nodes.one, nodes.two],
    [Symbol.asyncDispose]: () => nodes[Symbol.asyncDispose](),
  };
}

/** Numbers grow by 1,024 with each bundle: a text that just fits may be a digit too long a moment later. */
const lacks = ["the largest message arrives, and a larger one is refused"];

testContract({
  name: "two nodes, tcp, json-lines",
  flags: ["--tcp", "0"],
  speech: "json",
  hasEnd: true,
  burst: 1_000,
  connect: (server) => connectTcp(server, "json-lines"),
  lacks,
  start,
  reason: noNats,
});

testContract({
  name: "two nodes, tcp, plain",
  flags: ["--tcp", "0"],
  speech: "plain",
  hasEnd: true,
  burst: 1_000,
  connect: (server) => connectTcp(server, "plain"),
  lacks,
  start,
  reason: noNats,
});

testContract({
  name: "two nodes, udp, json",
  flags: ["--udp", "0"],
  speech: "json",
  hasEnd: false,
  burst: 20,
  connect: (server) => connectUdp(server, { goodbye: '{"msg":"/quit"}' }),
  lacks,
  start,
  reason: noNats,
});
