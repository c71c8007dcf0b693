import { assertEquals, assertMatch } from "@std/assert";
import { within } from "../../support/deadline.ts";
import { socketTest } from "../../support/gate.ts";
import { startTestServer, type TestServer } from "../../support/server/test_server.ts";

/** Sends a request as it stands and returns the whole answer; the request has to end the connection. */
async function exchange({ webPort }: TestServer, lines: readonly string[]): Promise<string> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: webPort });
  await conn.write(new TextEncoder().encode(lines.join("\r\n")));
  return await new Response(conn.readable).text();
}

socketTest("an offer of an unknown protocol is ignored", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const offer = ["Host: localhost", "Connection: Upgrade, HTTP2-Settings, close", "Upgrade: h2c"];
  const read = await exchange(server, [
    "GET /rooms HTTP/1.1",
    ...offer,
    "HTTP2-Settings: AA",
    "",
    "",
  ]);
  assertMatch(read, /^HTTP\/1\.1 200 /);
  assertMatch(read, /"count":1/);
  const body = '{"name":"ada","msg":"hi"}';
  const length = `Content-Length: ${body.length}`;
  const said = await exchange(server, ["POST /messages HTTP/1.1", ...offer, length, "", body]);
  assertMatch(said, /^HTTP\/1\.1 201 /);
});

socketTest("a target may be a whole URL, whose host counts", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const get = (target: string, host: string) =>
    exchange(server, [`GET ${target} HTTP/1.1`, `Host: ${host}`, "Connection: close", "", ""]);
  const own = `http://localhost:${server.webPort}`;
  assertMatch(await get(`${own}/rooms`, "foreign.example"), /^HTTP\/1\.1 200 .*"count":1/s);
  assertMatch(await get(own, "localhost"), /^HTTP\/1\.1 200 .*<!doctype html>/si);
  assertMatch(await get("http://foreign.example/rooms", "localhost"), /^HTTP\/1\.1 403 /);
  for (const target of ["http://ada@localhost/rooms", "ftp://localhost/rooms", "rooms"]) {
    assertMatch(await get(target, "localhost"), /^HTTP\/1\.1 400 /, target);
  }
  const socket = await exchange(server, [
    ...[`GET ${own}/ws HTTP/1.1`, "Host: localhost", "Connection: Upgrade", "Upgrade: websocket"],
    ...[
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "",
      "\x88\x80abcd",
    ],
  ]);
  assertMatch(socket, /^HTTP\/1\.1 101 /);
});

socketTest("/ws fetched without an upgrade says that it is a WebSocket", async () => {
  await using server = await startTestServer(["--web", "0"]);
  for (const method of ["GET", "POST"]) {
    const response = await fetch(`http://127.0.0.1:${server.webPort}/ws`, { method });
    assertEquals([response.status, response.headers.get("upgrade")], [426, "websocket"]);
    const { error, msg } = await response.json();
    assertEquals(error, "upgrade-needed");
    assertMatch(msg, /is a WebSocket/);
  }
});

socketTest("WebSocket is taken out of a list of offers", async () => {
  await using server = await startTestServer(["--web", "0"]);
  for (const upgrade of ["Upgrade: foo, WebSocket", "Upgrade: h2c\r\nUpgrade: websocket"]) {
    const read = await exchange(server, [
      ...["GET /ws HTTP/1.1", "Host: localhost", "Connection: Upgrade", upgrade],
      ...["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="],
      ...["", "\x88\x80abcd"],
    ]);
    assertMatch(read, /^HTTP\/1\.1 101 /);
  }
  const offer = ["Host: localhost", "Connection: close, Upgrade", "Upgrade: foo, websocket2"];
  assertMatch(await exchange(server, ["GET /ws HTTP/1.1", ...offer, "", ""]), /^HTTP\/1\.1 426 /);
});

socketTest(
  "/ws asked for with Connection: close, or by HTTP/1.0, is answered and closed",
  async () => {
    await using server = await startTestServer(["--web", "0", "--http-keep-alive-ms", "600000"]);
    const starts = [["GET /ws HTTP/1.1", "Connection: close"], ["GET /ws HTTP/1.0"]];
    for (const [start, ...headers] of starts) {
      const read = exchange(server, [start, "Host: localhost", ...headers, "", ""]);
      const answer = await within(read, "the end of the connection");
      assertMatch(answer, /^HTTP\/1\.1 426 /);
      assertMatch(answer, /^connection: close, upgrade\r$/im);
      assertMatch(answer, /^upgrade: websocket\r$/im);
    }
  },
);
