import { assert, assertEquals } from "@std/assert";
import type { Member } from "../../../hub/mod.ts";
import { MemoryPeer } from "../../support/hub/memory_peer.ts";
import { SimulatedLog } from "./simulated_log.ts";
import { settle, SIMULATED_QUEUE_MAX_BYTES, SimulatedNode } from "./simulated_node.ts";

const TEXT = "x".repeat(10_000);

Deno.test("a node reads no more from clients while too many bytes wait for the log", async () => {
  const { node, ada } = await nodeWithPeer();
  let bytes = 0;
  while (node.history.congested === undefined) {
    assert(bytes <= SIMULATED_QUEUE_MAX_BYTES, "too much waits");
    node.hub.handle(ada, { msg: TEXT }, 0);
    bytes += TEXT.length;
  }
  const waited = node.history.congested;
  settle(node);
  assertEquals(node.history.congested, undefined);
  await waited;
});

Deno.test("questions that wait behind a message count, too", async () => {
  const { node, ada, peer } = await nodeWithPeer();
  node.hub.handle(ada, { msg: "waits" }, 0);
  let questions = 0;
  while (node.history.congested === undefined) {
    assert(questions * TEXT.length <= SIMULATED_QUEUE_MAX_BYTES, "too much waits");
    node.hub.handle(ada, { msg: `/who ${TEXT}` }, 0);
    questions++;
  }
  peer.heardSince();
  settle(node);
  assertEquals(node.history.congested, undefined);
  assertEquals(peer.heardSince().length, questions);
});

Deno.test("a node that is held for dead forgets what waits, and reads on", async () => {
  const { node, ada } = await nodeWithPeer();
  const witness = new SimulatedNode(node.log, "two");
  witness.join();
  settle(witness, node);
  witness.order.reportLost(node.order.node!);
  node.hub.handle(ada, { msg: "waits" }, 0);
  while (node.history.congested === undefined) node.hub.handle(ada, { msg: `/who ${TEXT}` }, 0);
  settle(witness, node);
  assertEquals([node.isLost, node.history.congested], [true, undefined]);
});

async function nodeWithPeer(): Promise<{ node: SimulatedNode; ada: Member; peer: MemoryPeer }> {
  const node = new SimulatedNode(new SimulatedLog(), "one");
  node.join();
  const peer = new MemoryPeer();
  settle(node);
  const joined = node.hub.attach(peer, { name: "ada" }, 0) as Promise<Member>;
  settle(node);
  return { node, peer, ada: await joined };
}
