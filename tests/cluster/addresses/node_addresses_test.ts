import { assertEquals } from "@std/assert";
import { NodeAddresses } from "../../../cluster/liveness/node_addresses.ts";
import { decodeSignOfLife, encodeSignOfLife } from "../../../cluster/liveness/sign_of_life.ts";

const ONE = ["tcp://one:9000", "udp://one:9000", "ws://one:8080/ws"];
const TWO = ["tls://two:9000", "wss://two/ws"];

function addressesOf(
  ...nodes: readonly (readonly [node: number, readonly string[]])[]
): NodeAddresses {
  const known = new NodeAddresses();
  for (const [node, addresses] of nodes) known.heard({ node, addresses });
  return known;
}

Deno.test("each transport gets the addresses that its peers can use, without the own node's", () => {
  const known = addressesOf([1, ONE], [2, TWO], [3, ["tcp://three:9000"]]);
  const others = (transport: "tcp" | "udp" | "web" | "unix" | "hub") =>
    known.others([1, 2, 3], 3, transport, 0);
  assertEquals(others("tcp"), ["tcp://one:9000", "tls://two:9000"]);
  assertEquals(others("web"), ["ws://one:8080/ws", "wss://two/ws"]);
  assertEquals(others("udp"), ["udp://one:9000"]);
  // A Unix socket is read by nobody else, and so is TLS.
  assertEquals(others("unix"), ["tls://two:9000"]);
  assertEquals(others("hub"), []);
});

Deno.test("a node counts while the log holds it for alive, and is new again after that", () => {
  const known = addressesOf([1, ONE], [2, TWO]);
  assertEquals(known.others([2], 3, "tcp", 0), ["tls://two:9000"]);
  known.keep([2]);
  assertEquals(known.others([1, 2], 3, "tcp", 0), ["tls://two:9000"]);
  assertEquals(known.heard({ node: 2, addresses: [] }), false);
  assertEquals(known.others([1, 2], 3, "tcp", 0), []);
  assertEquals(known.heard({ node: 1, addresses: ONE }), true);
});

Deno.test("of too many addresses sixteen are told, of other nodes each time", () => {
  const nodes = Array.from({ length: 20 }, (_, i) => [i, [`tcp://n${i}:9000`]] as const);
  const known = addressesOf(...nodes);
  const alive = nodes.map(([node]) => node);
  const told = known.others(alive, 19, "tcp", 17);
  assertEquals(told.length, 16);
  assertEquals(told.slice(0, 4), [17, 18, 0, 1].map((i) => `tcp://n${i}:9000`));
});

Deno.test("a sign of life is read within its limits, and what is no address is left out", () => {
  assertEquals(decodeSignOfLife("7"), { node: 7, addresses: [] });
  assertEquals(decodeSignOfLife(encodeSignOfLife({ node: 2 ** 48, addresses: TWO })), {
    node: 2 ** 48,
    addresses: TWO,
  });
  const strange = ["javascript:alert(1)", "ws://a;b/ws", "tcp://a", "tcp://a:99999", ""];
  assertEquals(decodeSignOfLife(`7 ${strange.join(" ")} tcp://a:1`)?.addresses, ["tcp://a:1"]);
  const many = Array.from({ length: 50 }, () => "tcp://a:1");
  assertEquals(decodeSignOfLife(`7 ${many.join(" ")}`)?.addresses.length, 8);
  for (const text of ["", "seven", "-1", "7.5", "1e3", `1${"0".repeat(20)}`]) {
    assertEquals(decodeSignOfLife(text), undefined, text);
  }
});
