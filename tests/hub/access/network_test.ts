import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { BlockList } from "node:net";
import { formatAddress } from "../../../hub/access/address.ts";
import { contains, formatNetwork, parseNetwork } from "../../../hub/access/network.ts";

Deno.test("a network holds what the system says that it holds", () => {
  fc.assert(fc.property(networkAndOther(), ({ address, other, prefixBits, family }) => {
    const system = new BlockList();
    system.addSubnet(address, prefixBits, family);
    const network = parseNetwork(`${address}/${prefixBits}`)!;
    assert(contains(network, address));
    assertEquals(contains(network, other), system.check(other, family), `${other} in ${address}`);
  }));
});

Deno.test("a network's spelling is read as the same network", () => {
  fc.assert(fc.property(networkAndOther(), ({ address, prefixBits }) => {
    const network = parseNetwork(`${address}/${prefixBits}`)!;
    assertEquals(parseNetwork(formatNetwork(network)), network);
  }));
});

Deno.test("a single address is a network of its own", () => {
  assertEquals(formatNetwork(parseNetwork("192.0.2.1")!), "192.0.2.1");
  assertEquals(formatNetwork(parseNetwork("2001:DB8::0:1")!), "2001:db8::1");
  assertEquals(contains(parseNetwork("2001:db8::1")!, "2001:db8:0:0::1"), true);
  assertEquals(contains(parseNetwork("2001:db8::1")!, "2001:db8::2"), false);
});

Deno.test("an IPv4 network means the same in IPv6 spelling", () => {
  assertEquals(formatNetwork(parseNetwork("::ffff:10.1.2.3/104")!), "10.0.0.0/8");
  assertEquals(contains(parseNetwork("10.0.0.0/8")!, "::ffff:10.9.9.9"), true);
  assertEquals(contains(parseNetwork("::/0")!, "10.9.9.9"), false);
  assertEquals(contains(parseNetwork("0.0.0.0/0")!, "::1"), false);
});

Deno.test("a text that is no network isn't read as a network", () => {
  const texts = ["", "/", "bob", "bob/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129"];
  for (const text of [...texts, "10.0.0.0/8/8", "10/8", "::ffff:10.0.0.0/8", "10.0.0.0/08"]) {
    assertEquals(parseNetwork(text), undefined, text);
  }
});

/** A network, and an address of the same kind that often lies in it. */
function networkAndOther() {
  return fc.constantFrom(4, 16).chain((length) => {
    const bytes = fc.uint8Array({ minLength: length, maxLength: length });
    // IPv6 addresses of 2000::/3, which never hold an IPv4 address.
    const plain = bytes.map((all) => length === 4 ? all : all.with(0, 0x20 | all[0] & 0x1f));
    const shared = fc.integer({ min: 0, max: length });
    const prefix = fc.integer({ min: 0, max: 8 * length });
    return fc.tuple(plain, plain, shared, prefix).map(([one, two, sharedBytes, prefixBits]) => ({
      address: formatAddress(one),
      other: formatAddress(two.map((byte, i) => i < sharedBytes ? one[i] : byte)),
      prefixBits,
      family: length === 4 ? "ipv4" as const : "ipv6" as const,
    }));
  });
}
