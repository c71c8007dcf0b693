import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { joined } from "../../support/bytes/joined.ts";
import { within } from "../../support/deadline.ts";
import { socketTest } from "../../support/gate.ts";
import { binaryProxyHeader } from "../../support/network/proxy_header.ts";
import { Chatter } from "../../support/peers/chatter.ts";
import { StreamConnection } from "../../support/peers/connection.ts";
import { pack } from "../../support/peers/wire.ts";
import { CapturedLog } from "../../support/server/captured_log.ts";
import { startTestServer, type TestServer } from "../../support/server/test_server.ts";

import { tlsFlags } from "../../tls/tls_peer.ts";
import { CertificateAuthority } from "../../web/certificate_authority.ts";
import { OPENSSL, programTest } from "../../web/programs.ts";

const encoder = new TextEncoder();
const HERE = ["--tcp", "0", "--trust-proxy", "127.0.0.1"];
const ADA = binaryProxyHeader({ address: "2001:db8::7", port: 4711 });
const BOB = encoder.encode("PROXY TCP4 192.0.2.8 10.0.0.1 4712 9000\r\n");

async function connect({ tcpPort }: TestServer, first: Uint8Array): Promise<StreamConnection> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: tcpPort });
  const connection = new StreamConnection(conn, "frames-le");
  await connection.sendRaw(first);
  return connection;
}

async function join(server: TestServer, header: Uint8Array, name: string): Promise<Chatter> {
  const chatter = new Chatter(await connect(server, header), "json");
  await chatter.hello(name);
  return chatter;
}

/** Returns everything that comes up to the end of a connection. */
async function answerTo(server: TestServer, first: Uint8Array | string): Promise<string> {
  const bytes = typeof first === "string" ? encoder.encode(first) : first;
  const connection = await connect(server, bytes);
  const answer = await within(connection.readAll(), "the end");
  connection.close();
  return new TextDecoder().decode(answer);
}

function addressesOf({ server: { context } }: TestServer): string[] {
  return [...context.connections].map(({ address }) => address);
}

function remotesOf({ server: { context } }: TestServer): string[] {
  return [...context.connections].map(({ remote }) => remote);
}

socketTest("a trusted proxy's header of either version tells the client's address", async () => {
  await using server = await startTestServer(HERE);
  await using ada = await join(server, ADA, "ada");
  await using _bob = await join(server, BOB, "bob");
  assertEquals(addressesOf(server), ["2001:db8::7", "192.0.2.8"]);
  assertEquals(remotesOf(server), [
    "tcp 2001:db8::7:4711 by way of 127.0.0.1",
    "tcp 192.0.2.8:4712 by way of 127.0.0.1",
  ]);
  await ada.sync();
});

socketTest("a header may come byte by byte, and with the client's first bytes", async () => {
  await using server = await startTestServer(HERE);
  await using slow = new Chatter(await connect(server, new Uint8Array()), "json");
  const hello = pack("frames-le", encoder.encode('{"name":"slow"}'));
  for (const byte of joined([BOB, hello])) {
    await (slow.connection as StreamConnection).sendRaw(Uint8Array.of(byte));
  }
  await slow.first(({ event }) => event === "welcome");
  assertEquals(addressesOf(server), ["192.0.2.8"]);
  const line = encoder.encode("/quit\n");
  assertStringIncludes(await answerTo(server, joined([ADA, line])), "Goodbye");
});

socketTest(
  "a connection without a header, or with one of the proxy's own, is its own",
  async () => {
    await using server = await startTestServer(HERE);
    await using direct = await join(server, new Uint8Array(), "direct");
    const local = binaryProxyHeader({ address: "192.0.2.7", port: 1, command: 0 });
    await using _local = await join(server, local, "local");
    await using _unknown = await join(server, encoder.encode("PROXY UNKNOWN\r\n"), "unknown");
    assertEquals(addressesOf(server), ["127.0.0.1", "127.0.0.1", "127.0.0.1"]);
    await direct.sync();
    // The end may come within what could have become a header.
    assertStringIncludes(await answerTo(server, "P\n/quit\n"), "Goodbye");
  },
);

socketTest("a header from elsewhere is refused by name, and gives no address", async () => {
  using log = new CapturedLog();
  await using server = await startTestServer(["--tcp", "0", "--trust-proxy", "127.0.0.2,::1"]);
  for (const header of [ADA, BOB]) {
    assertMatch(await answerTo(server, header), /^server: .*PROXY.*--trust-proxy alone/);
  }
  const [line] = log.sentencesWith("PROXY");
  assertMatch(line, /^tcp 127\.0\.0\.1:\d+ refused: /);
  // Behind one header of a trusted proxy, another one is the client's own word.
  await using trusting = await startTestServer(HERE);
  assertMatch(await answerTo(trusting, joined([ADA, BOB])), /^server: .*hub reads one/);
});

socketTest("a malformed header ends the connection with a sentence, and is logged", async () => {
  using log = new CapturedLog();
  await using server = await startTestServer(HERE);
  for (const text of ["PROXY TCP4 1.2.3 4\r\n", "PROXY TCP4 1.2.3.4 5.6.7.8 1\r\nhello\n"]) {
    assertMatch(await answerTo(server, text), /^server: The PROXY header of 127\.0\.0\.1 can't/);
  }
  const newer = binaryProxyHeader({ address: "192.0.2.7", port: 9, version: 3 });
  assertMatch(await answerTo(server, newer), /its version is 3/);
  assertEquals(log.sentencesWith("PROXY header").length, 1);
  assertEquals(addressesOf(server), []);
  await using ada = await join(server, ADA, "ada");
  await ada.sync();
});

socketTest("bans and the limit per address are for the client, not for the proxy", async () => {
  await using server = await startTestServer([...HERE, "--max-per-address", "1"]);
  const operator = server.operator();
  await using ada = await join(server, ADA, "ada");
  await using bob = await join(server, BOB, "bob");
  const hello = encoder.encode('{"name":"eve"}\n');
  const again = await answerTo(server, joined([BOB, hello]));
  assertMatch(again, /^\{.*192\.0\.2\.8 has 1 connections.*"error":"peer-limit"/);
  operator.type("/ban 192.0.2.8 5");
  assertMatch((await bob.rest()).at(-1)!.msg, /banned/i);
  const banned = await answerTo(server, joined([BOB, hello]));
  assertMatch(banned, /^\{.*"error":"banned"/);
  await ada.sync();
});

socketTest(
  "with required a connection without a header is refused, with off none is read",
  async () => {
    await using server = await startTestServer([...HERE, "--proxy-protocol", "required"]);
    await using _ada = await join(server, ADA, "ada");
    assertEquals(addressesOf(server), ["2001:db8::7"]);
    assertMatch(await answerTo(server, "hello\n"), /^server: .*--proxy-protocol required/);
    await using without = await startTestServer([...HERE, "--proxy-protocol", "off"]);
    assertMatch(await answerTo(without, ADA), /^server: .*PROXY/);
  },
);

programTest("TLS begins behind the header", [OPENSSL], async () => {
  await using ca = await CertificateAuthority.create();
  const flags = [...tlsFlags(await ca.issue(1)), "--tls-only", "--trust-proxy", "127.0.0.1"];
  await using server = await startTestServer(flags);
  const plain = await connect(server, ADA);
  const options = { hostname: "localhost", caCerts: [ca.pem] };
  const conn = await Deno.startTls(plain.conn as Deno.TcpConn, options);
  await using ada = new Chatter(new StreamConnection(conn, "frames-le"), "json");
  await ada.hello("ada");
  assertEquals(addressesOf(server), ["2001:db8::7"]);
  await ada.sync();
});

socketTest("a silent connection of a proxy counts in the total alone", async () => {
  await using server = await startTestServer([
    ...[...HERE, "--max-connections", "2", "--max-per-address", "1"],
  ]);
  const silent = await connect(server, new Uint8Array());
  const another = await connect(server, encoder.encode("PROXY "));
  assertMatch(
    await answerTo(server, joined([ADA, encoder.encode('{"name":"ada"}\n')])),
    /2 connections, which is its limit.*"error":"peer-limit"/,
  );
  silent.close();
  another.close();
});

socketTest("a silent connection of a proxy ends as one without a hello does", async () => {
  await using server = await startTestServer([...HERE, "--hello-timeout-ms", "50"]);
  const silent = await connect(server, new Uint8Array());
  const answer = await within(silent.readAll(), "the end");
  silent.close();
  assertMatch(new TextDecoder().decode(answer), /^server: Nothing came within 50 ms/);
});

socketTest("a server that stops waits for no header", async () => {
  const server = await startTestServer(HERE);
  const silent = await connect(server, encoder.encode("PROXY "));
  await using ada = await join(server, ADA, "ada");
  await server.stop();
  assertEquals((await within(silent.readAll(), "the end")).length, 0);
  silent.close();
  await assertRejects(() => connect(server, ADA), Deno.errors.ConnectionRefused);
  await ada.rest();
});
