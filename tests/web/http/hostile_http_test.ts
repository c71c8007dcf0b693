import { assertEquals, assertLessOrEqual, assertMatch, assertStringIncludes } from "@std/assert";
import { within } from "../../support/deadline.ts";
import { socketTest } from "../../support/gate.ts";
import { startTestServer, type TestServer } from "../../support/server/test_server.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Short time limits, so that each ends within a test. */
const SHORT_LIMITS = [
  "--web",
  "0",
  "--http-header-timeout-ms",
  "200",
  "--http-request-timeout-ms",
  "400",
  "--http-header-max-bytes",
  "4096",
];

async function open({ webPort }: TestServer, text: string): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ port: webPort });
  await conn.write(encoder.encode(text));
  return conn;
}

/** Everything that the server answers until it ends the connection. */
async function readAll(conn: Deno.Conn): Promise<string> {
  let text = "";
  const chunk = new Uint8Array(4096);
  for (;;) {
    const count = await within(conn.read(chunk), "the end of a connection").catch((error) => {
      if (error instanceof Deno.errors.ConnectionReset) return null;
      throw error;
    });
    if (count === null) return text;
    text += decoder.decode(chunk.subarray(0, count));
  }
}

async function exchange(server: TestServer, text: string): Promise<string> {
  const conn = await open(server, text);
  const answer = await readAll(conn);
  conn.close();
  return answer;
}

async function isAlive({ webPort }: TestServer): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${webPort}/healthz`);
  await response.body?.cancel();
  return response.ok;
}

/** Requests that a proxy and a server might count differently: as one, and as two. */
const SMUGGLED: readonly [what: string, request: string][] = [
  [
    "both Content-Length and Transfer-Encoding",
    "POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /rooms HTTP/1.1\r\nHost: localhost\r\n\r\n",
  ],
  [
    "two Content-Lengths",
    "POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 40\r\n\r\nabcd",
  ],
  ["bare line feeds", "GET /rooms HTTP/1.1\nHost: localhost\n\n"],
  ["a folded header", "GET /rooms HTTP/1.1\r\nHost: localhost\r\nA: b\r\n c: d\r\n\r\n"],
  [
    "a space before the colon",
    "POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Length : 4\r\n\r\nabcd",
  ],
  [
    "an unknown transfer coding",
    "POST /messages HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
  ],
  [
    "a chunk of nonsense",
    "POST /messages HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5;\n\r\nabcde\r\n0\r\n\r\n",
  ],
  [
    "a negative length",
    "POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
  ],
  ["no Host", "GET /rooms HTTP/1.1\r\n\r\n"],
  ["two Hosts", "GET /rooms HTTP/1.1\r\nHost: localhost\r\nhost: 127.0.0.1\r\n\r\n"],
  ["a zero byte", "GET /rooms HTTP/1.1\r\nHost: localhost\0\r\n\r\n"],
];

for (const [what, request] of SMUGGLED) {
  socketTest(`a request with ${what} is refused once, and nothing after it is read`, async () => {
    await using server = await startTestServer(["--web", "0"]);
    const answer = await exchange(server, request);
    assertMatch(answer, /^HTTP\/1\.1 400 /);
    assertEquals(answer.match(/^HTTP\/1\.1 \d/gm)?.length, 1);
    assertEquals(await isAlive(server), true);
  });
}

socketTest("a wrong number of Hosts is named, also where a WebSocket is asked for", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
  for (const path of ["/rooms HTTP/1.1\r\n", `/ws HTTP/1.1\r\n${upgrade}`]) {
    const host = "Host: localhost\r\n";
    assertStringIncludes(await exchange(server, `GET ${path}\r\n`), "no Host header: send one");
    const two = await exchange(server, `GET ${path}${host}${host}\r\n`);
    assertStringIncludes(two, "more than one Host header: send one");
  }
  assertMatch(await exchange(server, "GET /rooms HTTP/1.0\r\n\r\n"), /^HTTP\/1\.1 200 /);
});

socketTest("headers that come too slowly end the connection", async () => {
  await using server = await startTestServer(SHORT_LIMITS);
  const answer = await exchange(server, "GET /rooms HTTP/1.1\r\nHost: localhost\r\n");
  assertMatch(answer, /^HTTP\/1\.1 408 /);
  assertStringIncludes(answer, "request-timeout");
});

socketTest("a connection that says nothing at all ends", async () => {
  await using server = await startTestServer(SHORT_LIMITS);
  const conn = await Deno.connect({ port: server.webPort });
  assertMatch(await readAll(conn), /^HTTP\/1\.1 408 /);
  conn.close();
});

socketTest("headers that are too long end the connection", async () => {
  await using server = await startTestServer(SHORT_LIMITS);
  const answer = await exchange(
    server,
    `GET /rooms HTTP/1.1\r\nHost: localhost\r\nA: ${"b".repeat(8192)}\r\n\r\n`,
  );
  assertMatch(answer, /^HTTP\/1\.1 431 /);
});

socketTest("a body that never ends is cut off at a message's length", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const head = "POST /messages HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
  const conn = await open(server, head);
  // The body goes on, but the client sends no more: unread bytes would reset the connection, and the
  // answer could be lost.
  const chunk = encoder.encode(`1000\r\n${"x".repeat(4096)}\r\n`);
  for (let i = 0; i < 16; i++) await conn.write(chunk);
  assertMatch(await readAll(conn), /^HTTP\/1\.1 413 /);
  conn.close();
  assertEquals(await isAlive(server), true);
});

socketTest("a body that is announced as too long is refused before it comes", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const answer = await exchange(
    server,
    "POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n",
  );
  assertMatch(answer, /^HTTP\/1\.1 413 /);
});

socketTest("a body that stops halfway ends the connection", async () => {
  await using server = await startTestServer(SHORT_LIMITS);
  const answer = await exchange(
    server,
    'POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 30\r\n\r\n{"name"',
  );
  assertMatch(answer, /^HTTP\/1\.1 408 /);
  assertEquals(server.server.hub.history.lastSeq, 0);
});

socketTest("requests sent ahead of their answers are bounded", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const conn = await open(server, "GET /rooms HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1_000));
  const answers = await readAll(conn);
  assertLessOrEqual((answers.match(/^HTTP\/1\.1 200/gm) ?? []).length, 4);
  conn.close();
});

socketTest("one connection may ask as often as it likes, one request after the other", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const conn = await Deno.connect({ port: server.webPort });
  const chunk = new Uint8Array(4096);
  for (let i = 0; i < 50; i++) {
    await conn.write(encoder.encode("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    const count = await within(conn.read(chunk), "an answer") ?? 0;
    assertMatch(decoder.decode(chunk.subarray(0, count)), /^HTTP\/1\.1 200 /);
  }
  conn.close();
});

socketTest("a flood of upgrades is bounded, and others come in afterwards", async () => {
  await using server = await startTestServer(["--web", "0", "--max-per-address", "8"]);
  const request =
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  const conns = [];
  for (let i = 0; i < 40; i++) conns.push(await open(server, request));
  const statuses = [];
  for (const conn of conns) {
    const chunk = new Uint8Array(256);
    const count = await within(conn.read(chunk), "an answer") ?? 0;
    statuses.push(decoder.decode(chunk.subarray(9, Math.min(12, count))));
  }
  assertEquals(statuses.filter((status) => status === "101").length, 8);
  assertEquals(statuses.filter((status) => status === "503").length, 32);
  for (const conn of conns) conn.close();
  // The server learns of the closes some turns later: until then it answers that it is full.
  for (let i = 0; i < 1_000; i++) {
    const response = await fetch(`http://127.0.0.1:${server.webPort}/healthz`);
    await response.body?.cancel();
    if (response.ok) return;
  }
  throw new Error("Nobody comes in any more.");
});

for (
  const [what, headers] of [
    [
      "without a key",
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
    ],
    [
      "of an old version",
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 3\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
    ],
  ]
) {
  socketTest(`an upgrade ${what} is refused`, async () => {
    await using server = await startTestServer(["--web", "0"]);
    const answer = await exchange(server, `GET /ws HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
    assertMatch(answer, /^HTTP\/1\.1 400 /);
  });
}

socketTest("a TLS hello, and other bytes, on a port without TLS are refused", async () => {
  await using server = await startTestServer(["--web", "0"]);
  for (const bytes of ["\x16\x03\x01\x00\xa5\x01\x00\x00\xa1", "SSH-2.0-x\r\n", "\0\0\0\x05"]) {
    assertMatch(await exchange(server, bytes), /^HTTP\/1\.1 400 /);
  }
});

socketTest("a server goes down although somebody is still sending a request", async () => {
  const server = await startTestServer(["--web", "0", "--close-timeout-ms", "100"]);
  const conn = await open(
    server,
    "POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 30\r\n\r\n{",
  );
  assertEquals(await isAlive(server), true);
  await within(server.stop(), "the server's end");
  await readAll(conn);
  conn.close();
});
