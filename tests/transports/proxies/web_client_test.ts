import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { IncomingMessage } from "node:http";
import { parseForwarded, parseForwardedFor } from "../../../transports/proxies/forwarded.ts";
import { TrustedProxies } from "../../../transports/proxies/trusted_proxies.ts";
import {
  ForwardedError,
  type WebClient,
  webClientOf,
} from "../../../transports/proxies/web_client.ts";

const PROXIES = new TrustedProxies(["10.0.0.0/28", "2001:db8:ffff::/48"], "optional");
const PROXY = "10.0.0.5";

type Headers = Readonly<Record<string, string>>;

function clientOf(headers: Headers, peer = PROXY): WebClient {
  const socket = { remoteAddress: peer, remotePort: 4711 } as IncomingMessage["socket"];
  return webClientOf({ headers, socket }, PROXIES);
}

function addressOf(headers: Headers, peer?: string): string {
  return clientOf(headers, peer).address;
}

Deno.test("a trusted proxy's header tells the client, and a stranger's none", () => {
  for (
    const headers of [
      { "x-forwarded-for": "192.0.2.7" },
      { "x-forwarded-for": " 192.0.2.7:4711 " },
      { forwarded: "for=192.0.2.7" },
      { forwarded: 'FOR="192.0.2.7:4711"; proto=http;by=_hidden ; host="a,b;c\\"d"' },
      { forwarded: "for=192.0.2.7", "x-forwarded-for": "192.0.2.7" },
    ]
  ) {
    assertEquals(addressOf(headers), "192.0.2.7", JSON.stringify(headers));
    assertEquals(addressOf(headers, "10.0.0.16"), "10.0.0.16");
    assertEquals(addressOf(headers, "::ffff:10.0.0.16"), "10.0.0.16");
  }
  assertEquals(addressOf({ "x-forwarded-for": "[2001:DB8::7]:80" }), "2001:db8::7");
  assertEquals(addressOf({ "x-forwarded-for": "2001:DB8::7" }, "::ffff:10.0.0.5"), "2001:db8::7");
  assertEquals(addressOf({ forwarded: 'for="[::ffff:192.0.2.7]"' }), "192.0.2.7");
  assertEquals(addressOf({}), PROXY);
});

Deno.test("of many addresses the last one that is no trusted proxy's counts", () => {
  for (
    const [told, wanted] of [
      ["6.6.6.6, 192.0.2.7", "192.0.2.7"],
      ["6.6.6.6, garbage, 192.0.2.7", "192.0.2.7"],
      ["6.6.6.6, 192.0.2.7, 10.0.0.4", "192.0.2.7"],
      ["192.0.2.7, 2001:db8:ffff::1, 10.0.0.4", "192.0.2.7"],
      ["10.0.0.2, 10.0.0.3", "10.0.0.2"],
      ["192.0.2.7, 10.0.0.16", "10.0.0.16"],
    ]
  ) {
    assertEquals(addressOf({ "x-forwarded-for": told }), wanted, told);
    const hops = told.split(", ").map((node) => `for="${node.includes(":") ? `[${node}]` : node}"`);
    assertEquals(addressOf({ forwarded: hops.join(", ") }), wanted, told);
  }
  assertEquals(addressOf({ forwarded: "for=6.6.6.6, for=unknown, for=10.0.0.4" }), "10.0.0.4");
  assertEquals(addressOf({ forwarded: "for=6.6.6.6, for=_secret" }), PROXY);
  assertEquals(addressOf({ forwarded: "for=6.6.6.6, by=10.0.0.5" }), PROXY);
});

Deno.test("headers that name two clients, or none, are refused", () => {
  const twice = { "x-forwarded-for": "192.0.2.7", forwarded: "for=6.6.6.6" };
  const { message } = assertThrows(() => clientOf(twice), ForwardedError);
  assertMatch(message, /^The proxy 10\.0\.0\.5 sent X-Forwarded-For and Forwarded, .*drop/);
  for (
    const headers of [
      { "x-forwarded-for": "192.0.2.7, nobody" },
      { "x-forwarded-for": "1.2.3" },
      { forwarded: "for=somebody" },
      { forwarded: "192.0.2.7" },
      { forwarded: 'for="192.0.2.7' },
      { forwarded: "for=192.0.2.7;for=6.6.6.6" },
      { forwarded: "for=192.0.2.7 for=6.6.6.6" },
    ]
  ) {
    assertThrows(() => clientOf(headers), ForwardedError, undefined, JSON.stringify(headers));
    assertEquals(addressOf(headers, "192.0.2.1"), "192.0.2.1");
  }
});

Deno.test("the scheme is that of the client's own connection", () => {
  for (
    const headers of [
      { "x-forwarded-proto": "https" },
      { "x-forwarded-proto": "HTTPS, http" },
      { forwarded: "for=192.0.2.7;proto=https" },
      { forwarded: "for=192.0.2.7;proto=HTTPS, for=10.0.0.4;proto=http" },
      { forwarded: "proto=https" },
    ]
  ) {
    assertEquals(clientOf(headers).isSecure, true, JSON.stringify(headers));
    assertEquals(clientOf(headers, "192.0.2.1").isSecure, false);
  }
  assertEquals(clientOf({ "x-forwarded-proto": "http" }).isSecure, false);
  assertEquals(clientOf({ forwarded: "for=192.0.2.7;proto=http" }).isSecure, false);
  const socket = { remoteAddress: "192.0.2.1", encrypted: true } as unknown as IncomingMessage[
    "socket"
  ];
  assertEquals(webClientOf({ headers: {}, socket }, PROXIES).isSecure, true);
});

Deno.test("a log shows the proxy beside the client", () => {
  assertEquals(
    clientOf({ "x-forwarded-for": "192.0.2.7" }).remote,
    "192.0.2.7 by way of 10.0.0.5:4711",
  );
  assertEquals(clientOf({}, "192.0.2.1").remote, "192.0.2.1:4711");
});

Deno.test("no header makes the parsers fail", () => {
  const piece = fc.constantFrom(
    "for=",
    "=",
    ";",
    ",",
    '"',
    "\\",
    "[::1]",
    "1.2.3.4",
    " ",
    "x",
    ":",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join("");
      parseForwardedFor(text);
      for (const { address } of parseForwarded(text) ?? []) {
        if (address !== undefined) assertMatch(address, /^(?:::1|1\.2\.3\.4)$/);
      }
    }),
  );
});
