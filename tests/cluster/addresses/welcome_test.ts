import { assertEquals, assertStringIncludes } from "@std/assert";
import { gatedTest } from "../../support/gate.ts";
import { Chatter, type Received } from "../../support/peers/chatter.ts";
import { connectTcp, joinTcp } from "../../support/peers/connect.ts";
import type { TestServer } from "../../support/server/test_server.ts";
import { noNats } from "../nats_server.ts";
import { startNodes, type TwoNodes } from "../two_nodes.ts";

/** The addresses of a node in these tests. Nobody goes there. */
const advertisedBy = (nodeName: string) => [
  `tcp://${nodeName}.example:9000`,
  `tls://${nodeName}.example:9443`,
  `udp://${nodeName}.example:9000`,
  `ws://${nodeName}.example:8080/ws`,
  `wss://${nodeName}.example/chat/ws`,
];

function startAdvertised(): Promise<TwoNodes> {
  const flags = ["--tcp", "0", "--udp", "0", "--web", "0"];
  return startNodes(flags, (nodeName) => ["--advertise", advertisedBy(nodeName).join()]);
}

/** Has each node hear of the other: a sign of life comes before the message that follows it. */
async function acquaint({ one, two }: TwoNodes): Promise<void> {
  for (const [from, to, way] of [[one, two, "there"], [two, one, "back"]] as const) {
    // Names of their own: the earlier ones may not be free yet.
    await using ear = await joinTcp(to, `ear ${way}`);
    await using mouth = await joinTcp(from, `mouth ${way}`);
    from.server.tick();
    await mouth.publish("behind the sign of life");
    await ear.first(({ msg }) => msg === "behind the sign of life");
  }
}

let newcomers = 0;

async function welcomeOf(server: TestServer): Promise<Received> {
  await using chatter = new Chatter(await connectTcp(server, "json-lines"), "json");
  return await chatter.hello(`newcomer ${++newcomers}`);
}

async function policyOf(server: TestServer): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${server.webPort}/`);
  await response.body?.cancel();
  return response.headers.get("content-security-policy")!;
}

gatedTest(
  "the welcome names the other node's addresses for the peer's transport",
  noNats,
  async () => {
    await using nodes = await startAdvertised();
    await acquaint(nodes);
    assertEquals((await welcomeOf(nodes.one)).nodes, [
      "tcp://two.example:9000",
      "tls://two.example:9443",
    ]);
    assertEquals((await welcomeOf(nodes.two)).nodes, [
      "tcp://one.example:9000",
      "tls://one.example:9443",
    ]);
  },
);

gatedTest("the page of a node may go to the other nodes' WebSockets and HTTP", noNats, async () => {
  await using nodes = await startAdvertised();
  await acquaint(nodes);
  const { webPort } = nodes.one;
  const own = `ws://127.0.0.1:${webPort} wss://127.0.0.1:${webPort}`;
  const plain = "ws://two.example:8080 http://two.example:8080";
  const secure = "wss://two.example https://two.example";
  assertStringIncludes(
    await policyOf(nodes.one),
    `; connect-src 'self' ${own} ${plain} ${secure}; `,
  );
});

gatedTest("a node that stops is named no more", noNats, async () => {
  await using nodes = await startAdvertised();
  await acquaint(nodes);
  await using ada = await joinTcp(nodes.one, "ada");
  await nodes.two.stop();
  // The ack comes behind everything that the log held before.
  await ada.publish("behind the end of the node");
  assertEquals((await welcomeOf(nodes.one)).nodes, undefined);
});

gatedTest("nodes that advertise nothing name nothing", noNats, async () => {
  await using nodes = await startNodes(["--tcp", "0", "--udp", "0", "--web", "0"]);
  await acquaint(nodes);
  const { node, nodes: others } = await welcomeOf(nodes.one);
  assertEquals([node, others], ["one", undefined]);
});
