import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import {
  PROXY_HEADER_MAX_BYTES,
  type ProxyHeader,
  readProxyHeader,
} from "../../../protocol/proxy/proxy_header.ts";
import { binaryProxyHeader } from "../../support/network/proxy_header.ts";
import { joined } from "../../support/bytes/joined.ts";

const encoder = new TextEncoder();
const REST = encoder.encode('{"name":"ada"}\n');

interface Whole {
  readonly header: Uint8Array;
  readonly client?: { readonly address: string; readonly port: number };
}

function line(text: string): Uint8Array {
  return encoder.encode(`${text}\r\n`);
}

const WHOLE: readonly Whole[] = [
  {
    header: line("PROXY TCP4 192.0.2.7 10.0.0.1 4711 9000"),
    client: { address: "192.0.2.7", port: 4711 },
  },
  {
    header: line("PROXY TCP6 2001:DB8::7 ::1 65535 0"),
    client: { address: "2001:db8::7", port: 65_535 },
  },
  {
    header: line("PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2"),
    client: { address: "192.0.2.7", port: 1 },
  },
  { header: line("PROXY UNKNOWN") },
  { header: line("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535") },
  {
    header: binaryProxyHeader({ address: "192.0.2.7", port: 4711 }),
    client: { address: "192.0.2.7", port: 4711 },
  },
  {
    header: binaryProxyHeader({ address: "2001:db8::7", port: 9 }),
    client: { address: "2001:db8::7", port: 9 },
  },
  {
    header: binaryProxyHeader({ address: "192.0.2.7", port: 9, moreBytes: 700 }),
    client: { address: "192.0.2.7", port: 9 },
  },
  { header: binaryProxyHeader({ address: "192.0.2.7", port: 9, command: 0 }) },
  { header: binaryProxyHeader({ address: "192.0.2.7", port: 9, family: 0 }) },
  { header: binaryProxyHeader({ address: "192.0.2.7", port: 9, family: 3, moreBytes: 204 }) },
];

Deno.test("a header of either version tells the client and its own size, cut anywhere", () => {
  for (const { header, client } of WHOLE) {
    const sizeBytes = header.length;
    const wanted: ProxyHeader = client === undefined
      ? { kind: "unknown", sizeBytes }
      : { kind: "client", ...client, sizeBytes };
    assertEquals(readProxyHeader(header), wanted);
    assertEquals(readProxyHeader(joined([header, REST])), wanted);
    for (let end = 1; end < sizeBytes; end++) {
      assertEquals(readProxyHeader(header.subarray(0, end)), { kind: "cut" }, `${end}`);
    }
  }
});

Deno.test("bytes that begin no header are left alone", () => {
  for (
    const text of ["hello\n", "PROXIES\n", "proxy TCP4 1.2.3.4", '{"name":"PROXY "}', "\r\n\n"]
  ) {
    assertEquals(readProxyHeader(encoder.encode(text)), { kind: "absent" }, text);
  }
  assertEquals(readProxyHeader(Uint8Array.of(14, 0, 0, 0)), { kind: "absent" });
});

Deno.test("a malformed header is named as such", () => {
  const mistakes: readonly [header: Uint8Array, mistake: RegExp][] = [
    ...[
      "PROXY TCP4 192.0.2.7 10.0.0.1 4711",
      "PROXY TCP4 192.0.2.7 10.0.0.1 4711 65536",
      "PROXY TCP4 192.0.2.07 10.0.0.1 4711 9000",
      "PROXY TCP4 ::1 ::1 4711 9000",
      "PROXY TCP6 192.0.2.7 10.0.0.1 4711 9000",
      "PROXY TCP4 192.0.2.7 ten 4711 9000",
      "PROXY TCP4  192.0.2.7 10.0.0.1 4711 9000",
      "PROXY UDP4 192.0.2.7 10.0.0.1 4711 9000",
      "PROXY ",
    ].map((text) => [line(text), /^it reads “PROXY /] as [Uint8Array, RegExp]),
    [encoder.encode("PROXY TCP4 192.0.2.7 10.0.0.1 4711 9000\n"), /^it reads/],
    [encoder.encode(`PROXY TCP4 ${"1".repeat(107)}`), /no end within 107 bytes/],
    [binaryProxyHeader({ address: "192.0.2.7", port: 9, version: 3 }), /version is 3/],
    [binaryProxyHeader({ address: "192.0.2.7", port: 9, command: 2 }), /command is 2/],
    [binaryProxyHeader({ address: "192.0.2.7", port: 9, family: 2 }), /12 bytes of addresses/],
    [
      binaryProxyHeader({ address: "192.0.2.7", port: 9, moreBytes: PROXY_HEADER_MAX_BYTES }),
      /4124 bytes, and 4096 is the limit/,
    ],
  ];
  for (const [header, mistake] of mistakes) {
    const found = readProxyHeader(header);
    assert(found.kind === "malformed", `${found.kind}: ${new TextDecoder().decode(header)}`);
    assertMatch(found.mistake, mistake);
  }
});

Deno.test("no bytes make the reader fail, and no header goes on for ever", () => {
  const starts = [encoder.encode("PROXY "), WHOLE[5].header.subarray(0, 12), new Uint8Array(0)];
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 6_000 }), (start, more) => {
      const bytes = joined([start, more]);
      const found = readProxyHeader(bytes);
      assert(found.kind !== "cut" || bytes.length < PROXY_HEADER_MAX_BYTES);
      if ("sizeBytes" in found) assert(found.sizeBytes <= bytes.length);
    }),
  );
});
