import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { NetworkIndex } from "../../../hub/access/bans/network_index.ts";
import { contains, formatNetwork, parseNetwork } from "../../../hub/access/network.ts";

Deno.test("an index finds the same networks for an address as a check of each network", () => {
  const octet = fc.constantFrom(0, 1, 127, 128, 255);
  const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join("."));
  const group = fc.constantFrom("0", "1", "7fff", "8000", "ffff");
  const ipv6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(":"));
  const network = fc.oneof(
    fc.tuple(ipv4, fc.nat(32)).map(([address, bits]) => `${address}/${bits}`),
    fc.tuple(ipv6, fc.nat(128)).map(([address, bits]) => `${address}/${bits}`),
  );
  fc.assert(fc.property(
    fc.array(network, { maxLength: 20 }),
    fc.array(fc.nat(19)),
    fc.oneof(ipv4, ipv6),
    (networks, dropped, address) => {
      const index = new NetworkIndex();
      // Some texts are no network: IPv4 within IPv6 has its prefix after the first 96 bits.
      const parsed = networks.map(parseNetwork).filter((one) => one !== undefined);
      const all = new Set(parsed.map(formatNetwork));
      for (const one of all) index.add(one);
      for (const one of [...all].filter((_, i) => dropped.includes(i))) {
        index.delete(one);
        all.delete(one);
      }
      const wanted = [...all].filter((one) => contains(parseNetwork(one)!, address));
      assertEquals([...index.holding(address)].sort(), wanted.sort());
    },
  ));
});
