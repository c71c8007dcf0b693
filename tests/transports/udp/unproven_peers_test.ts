import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { type UnprovenPeer, UnprovenPeers } from "../../../transports/udp/unproven_peers.ts";

class Peer implements UnprovenPeer {
  isHeardAgain = false;
  constructor(readonly name: string, readonly limitKey: string) {}
}

Deno.test("the oldest peer of an address gives way at the address's limit, and no other peer", () => {
  const peers = new UnprovenPeers<Peer>({ max: 100, maxPerAddress: 2 });
  const [other, first, second, third] = ["o", "1", "2", "3"].map((name) =>
    new Peer(name, name === "o" ? "b" : "a")
  );
  assertEquals([other, first, second].map((peer) => peers.add(peer)), [
    undefined,
    undefined,
    undefined,
  ]);
  assertEquals(peers.add(third), first);
  assertEquals(peers.add(first), second);
});

Deno.test("the oldest peer of all gives way at the limit of all", () => {
  const peers = new UnprovenPeers<Peer>({ max: 2, maxPerAddress: undefined });
  const [a, b, c] = ["a", "b", "c"].map((name) => new Peer(name, name));
  assertEquals([peers.add(a), peers.add(b), peers.add(c)], [undefined, undefined, a]);
});

Deno.test("a peer with a further datagram is passed over, once for each time", () => {
  const peers = new UnprovenPeers<Peer>({ max: 100, maxPerAddress: 2 });
  const [sensor, b, c, d, e] = ["s", "b", "c", "d", "e"].map((name) => new Peer(name, "a"));
  peers.add(sensor);
  peers.add(b);
  sensor.isHeardAgain = true;
  assertEquals(peers.add(c), b);
  sensor.isHeardAgain = true;
  assertEquals(peers.add(d), c);
  assertEquals(peers.add(e), sensor);
});

Deno.test("a new peer finds a place even if all others have sent further datagrams", () => {
  const peers = new UnprovenPeers<Peer>({ max: 100, maxPerAddress: 2 });
  const [a, b, c] = ["a", "b", "c"].map((name) => new Peer(name, "a"));
  peers.add(a);
  peers.add(b);
  a.isHeardAgain = b.isHeardAgain = true;
  assertEquals(peers.add(c), a);
});

Deno.test("the limits hold, however peers come and go", () => {
  const act = fc.record({
    what: fc.constantFrom("add", "hear", "delete"),
    which: fc.nat(30),
  });
  fc.assert(fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
    const peers = new UnprovenPeers<Peer>({ max: 12, maxPerAddress: 5 });
    const known = Array.from({ length: 31 }, (_, i) => new Peer(`${i}`, `${i % 4}`));
    const held = new Set<Peer>();
    for (const { what, which } of acts) {
      const peer = known[which];
      if (what === "hear") peer.isHeardAgain = true;
      else if (what === "delete") {
        peers.delete(peer);
        held.delete(peer);
      } else if (!held.has(peer)) {
        const evicted = peers.add(peer);
        if (evicted !== undefined) assert(held.delete(evicted));
        held.add(peer);
      }
      assertEquals(peers.size, held.size);
      assertLessOrEqual(held.size, 12);
      for (const key of ["0", "1", "2", "3"]) {
        assertLessOrEqual([...held].filter(({ limitKey }) => limitKey === key).length, 5);
      }
    }
  }));
});
