import { assertEquals } from "@std/assert";
import type { Member } from "../../../hub/mod.ts";
import { MemoryPeer } from "../../support/hub/memory_peer.ts";
import { SimulatedLog } from "./simulated_log.ts";
import { SimulatedNode } from "./simulated_node.ts";

Deno.test("a disk that has a part of a bundle gets the rest of it, and nothing twice", async () => {
  const log = new SimulatedLog();
  const node = new SimulatedNode(log, "one");
  node.join();
  publish(node);
  node.read();
  const hello = node.hub.attach(new MemoryPeer(), { name: "ada" }, log.timeMs) as Promise<Member>;
  node.turn();
  publish(node);
  node.read();
  const ada = await hello;
  // The answer to `/away` makes this node deliver what is pending, and no node that reads it again.
  for (const msg of ["a", "/away at tea", "b"]) node.hub.handle(ada, { msg }, log.timeMs);
  node.turn();
  publish(node);
  node.readUntilDeath(1, 1);
  assertEquals(await textsOf(node), ["a"]);

  const successor = new SimulatedNode(log, "two", {}, node.store);
  await successor.start(undefined);
  while (successor.read());
  successor.turn();
  assertEquals(await textsOf(successor), ["a", "b"]);
});

function publish(node: SimulatedNode): void {
  node.log.append(node.outgoing!);
}

async function textsOf({ store }: SimulatedNode): Promise<string[]> {
  const scopes = [{ scope: "#lobby", after: 0 }];
  const { records } = await store.read({ scopes, after: 0, limit: 100, limitBytes: 1e6 });
  return records.map(({ json }) => JSON.parse(new TextDecoder().decode(json)).msg);
}
