import { assertEquals } from "@std/assert";
import {
  SignalBudget,
  SIGNALS_MAX_BYTES_PER_SECOND,
} from "../../../cluster/signals/signal_budget.ts";
import type { Member } from "../../../hub/mod.ts";
import { MemoryPeer } from "../../support/hub/memory_peer.ts";
import { SimulatedLog } from "./simulated_log.ts";
import { settle, SimulatedNode } from "./simulated_node.ts";

Deno.test("a signal that comes from a node held for dead is told to nobody", async () => {
  const { ada, bob, one, two } = await twoPeers();
  one.hub.typing.tell(ada, "bob", 10_000);
  const [text] = one.signals;
  two.order.receiveSignal(text);
  assertEquals(typingOf(bob), ["ada"]);
  two.order.reportLost(one.order.node!);
  settle(two);
  two.order.receiveSignal(text);
  assertEquals(typingOf(bob), []);
});

Deno.test("a signal comes under the name that its author has by now", async () => {
  const { ada, bob, one, two } = await twoPeers();
  one.hub.typing.tell(ada, "#lobby", 10_000);
  one.hub.handle(ada, { msg: "/nick eve" }, 10_000);
  settle(one, two);
  for (const text of one.signals) two.order.receiveSignal(text);
  assertEquals(typingOf(bob), ["eve"]);
});

Deno.test("a signal to a peer of the same node stays there", async () => {
  const { ada, one } = await twoPeers();
  const cyn = new MemoryPeer();
  const joined = one.hub.attach(cyn, { name: "cyn", wants: ["typing"] }, 0) as Promise<Member>;
  settle(one);
  await joined;
  one.hub.typing.tell(ada, "cyn", 10_000);
  assertEquals(typingOf(cyn), ["ada"]);
  assertEquals(one.signals, []);
});

Deno.test("a node sends no more signals in a second than the limit", () => {
  const budget = new SignalBudget();
  const half = SIGNALS_MAX_BYTES_PER_SECOND / 2;
  assertEquals([half, half, 1].map((bytes) => budget.spend(bytes, 0)), [true, true, false]);
  assertEquals([999, 1_000].map((nowMs) => budget.spend(1, nowMs)), [false, true]);
});

/** Lets ada join one node, and bob another one, who wants to know who types. */
async function twoPeers(): Promise<
  { ada: Member; bob: MemoryPeer; one: SimulatedNode; two: SimulatedNode }
> {
  const log = new SimulatedLog();
  const [one, two] = ["one", "two"].map((name) => new SimulatedNode(log, name));
  for (const node of [one, two]) node.join();
  settle(one, two);
  const bob = new MemoryPeer();
  const joined = one.hub.attach(new MemoryPeer(), { name: "ada" }, 0) as Promise<Member>;
  const other = two.hub.attach(bob, { name: "bob", wants: ["typing"] }, 0) as Promise<Member>;
  settle(one, two);
  await other;
  return { ada: await joined, bob, one, two };
}

function typingOf(peer: MemoryPeer): unknown[] {
  return peer.heardSince().filter(({ event }) => event === "typing").map(({ peer }) => peer);
}
