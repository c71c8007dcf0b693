import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { isIPv6 } from "node:net";
import {
  canonicalAddress,
  formatAddress,
  isLoopback,
  limitKeyOf,
  parseAddress,
} from "../../../hub/access/address.ts";
import { anySpelling } from "./any_address.ts";

Deno.test("an IPv4 address comes back as it was written", () => {
  fc.assert(fc.property(fc.ipV4(), (text) => {
    assertEquals(formatAddress(parseAddress(text)!), text);
    assertEquals(canonicalAddress(text), text);
    assertEquals(limitKeyOf(text), text);
  }));
});

Deno.test("an IPv6 address is spelled as the URL standard spells it", () => {
  fc.assert(fc.property(fc.ipV6(), (text) => {
    const bytes = parseAddress(text)!;
    if (bytes.length === 4) return;
    assertEquals(`[${formatAddress(bytes)}]`, new URL(`http://[${text}]`).hostname);
  }));
});

Deno.test("every spelling of 16 bytes is one address and one limit", () => {
  fc.assert(fc.property(anySpelling(), ({ bytes, texts }) => {
    for (const text of texts) {
      assertEquals(parseAddress(text), bytes, text);
      assertEquals(canonicalAddress(text), canonicalAddress(texts[0]), text);
      assertEquals(limitKeyOf(text), limitKeyOf(texts[0]), text);
    }
  }));
});

Deno.test("a text that the system doesn't take for an IPv6 address isn't read as an address", () => {
  const part = fc.constantFrom(":", "::", "0", "1", "f00d", "fffff", ".", "1.2.3.4", "g", "%", "/");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const text = `:${parts.join("")}`;
      // Zones have rules of their own.
      if (text.includes("%")) return;
      assertEquals(parseAddress(text) !== undefined, isIPv6(text), text);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("a text that is no address stays as it is", () => {
  for (const text of ["", "unix", "terminal", "1.2.3", "1.2.3.256", "1.2.3.04", "::g", "a:b"]) {
    assertEquals(parseAddress(text), undefined, text);
    assertEquals(canonicalAddress(text), text);
    assertEquals(limitKeyOf(text), text);
  }
  assertEquals(parseAddress("0".repeat(10_000) + ":"), undefined);
});

Deno.test("addresses of one /64 network share a limit, and nobody else's", () => {
  fc.assert(fc.property(sixteenBytes(), sixteenBytes(), (one, other) => {
    if (parseAddress(formatAddress(one))!.length === 4) return;
    const neighbour = one.map((byte, i) => i < 8 ? byte : other[i]);
    if (parseAddress(formatAddress(neighbour))!.length === 4) return;
    assertEquals(limitKeyOf(formatAddress(one)), limitKeyOf(formatAddress(neighbour)));
    const stranger = one.map((byte, i) => i === 7 ? byte ^ 1 : byte);
    assertEquals(limitKeyOf(formatAddress(one)) === limitKeyOf(formatAddress(stranger)), false);
  }));
});

Deno.test("a zone names an interface of the reader, and is no part of the address", () => {
  assertEquals(canonicalAddress("fe80::1%eth0"), "fe80::1");
  assertEquals(parseAddress("fe80::1%"), undefined);
});

Deno.test("loopback is known in every spelling", () => {
  for (const text of ["127.0.0.1", "127.9.9.9", "::ffff:127.0.0.1", "::1", "0:0:0::1"]) {
    assertEquals(isLoopback(text), true, text);
  }
  for (const text of ["128.0.0.1", "::ffff:10.0.0.1", "::2", "::", "127.example.com", "unix"]) {
    assertEquals(isLoopback(text), false, text);
  }
});

function sixteenBytes(): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: 16, maxLength: 16 });
}
