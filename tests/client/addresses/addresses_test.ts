import { assertEquals } from "@std/assert";
import { Addresses } from "../../../client/core/connection/addresses.ts";

/** Returns a list whose chance is always the same. */
function listOf(given: readonly string[], { learns = true, chance = 0 } = {}): Addresses {
  return new Addresses({ given, learns, random: () => chance });
}

/** Returns the addresses that the rest of a round tries. */
function roundOf(addresses: Addresses): string[] {
  const tried: string[] = [];
  for (;;) {
    const address = addresses.next();
    if (address === undefined) return tried;
    tried.push(address);
  }
}

/** Returns the addresses that a client with a given address takes from a welcome. */
function learnedFrom(given: readonly string[], nodes: readonly string[]): string[] {
  const addresses = listOf(given);
  roundOf(addresses);
  addresses.learn(nodes);
  return roundOf(addresses);
}

Deno.test("the first address is tried first, and then each once, by chance", () => {
  const given = ["tcp://a:1", "tcp://b:1", "tcp://c:1"];
  assertEquals(roundOf(listOf(given, { chance: 0 })), ["tcp://a:1", "tcp://b:1", "tcp://c:1"]);
  const last = listOf(given, { chance: 0.99 });
  assertEquals(roundOf(last), ["tcp://a:1", "tcp://c:1", "tcp://b:1"]);
  last.beginRound();
  assertEquals(roundOf(last), ["tcp://c:1", "tcp://b:1", "tcp://a:1"]);
  last.beginBehindCurrent();
  assertEquals([last.current, roundOf(last)], ["tcp://a:1", ["tcp://c:1", "tcp://b:1"]]);
});

const EVERY = [
  ...["tcp://a:1", "tls://a:1", "udp://a:1", "ws://a:1/ws", "wss://a/ws"],
  ...["unix:/tmp/a", "http://a/ws", "javascript:alert(1)", "tcp://ada:x@a:1", "tcp://a"],
];

Deno.test("a welcome leads nobody to an address that is less protected, or of another kind", () => {
  assertEquals(learnedFrom(["tls://own:1"], EVERY), ["tls://a:1"]);
  assertEquals(learnedFrom(["unix:/run/own"], EVERY), ["tls://a:1"]);
  assertEquals(learnedFrom(["wss://own/ws"], EVERY), ["wss://a/ws"]);
  assertEquals(learnedFrom(["tcp://own:1"], EVERY), ["tcp://a:1", "tls://a:1"]);
  assertEquals(learnedFrom(["ws://own:1/ws"], EVERY), ["ws://a:1/ws", "wss://a/ws"]);
  assertEquals(learnedFrom(["udp://own:1"], EVERY), ["udp://a:1"]);
  // Of several, each has to be protected as well.
  assertEquals(learnedFrom(["unix:/run/own", "tls://own:1"], EVERY), ["tls://a:1"]);
});

Deno.test("each welcome replaces the addresses of the one before, but not the one where it came", () => {
  const addresses = listOf(["tcp://a:1"]);
  addresses.next();
  addresses.learn(["tcp://b:1", "tcp://c:1"]);
  assertEquals([addresses.next(), addresses.size], ["tcp://b:1", 3]);
  addresses.learn(["tcp://d:1"]);
  addresses.beginRound();
  assertEquals(roundOf(addresses), ["tcp://a:1", "tcp://b:1", "tcp://d:1"]);
  addresses.learn([]);
  addresses.beginRound();
  assertEquals(roundOf(addresses), ["tcp://a:1", "tcp://d:1"]);
});

Deno.test("a client takes sixteen addresses from a welcome, or none if it isn't to learn any", () => {
  const many = Array.from({ length: 100 }, (_, i) => `tcp://n${i}:1`);
  assertEquals(learnedFrom(["tcp://a:1"], many), many.slice(0, 16));
  const addresses = listOf(["tcp://a:1"], { learns: false });
  addresses.learn(many);
  assertEquals(roundOf(addresses), ["tcp://a:1"]);
});

Deno.test("an address where no hub can be is forgotten, unless it is the last one", () => {
  const addresses = listOf(["tcp://a:1", "tcp://b:1"]);
  addresses.next();
  assertEquals(addresses.discard(), true);
  addresses.beginRound();
  assertEquals(roundOf(addresses), ["tcp://b:1"]);
  assertEquals(addresses.discard(), false);
});
