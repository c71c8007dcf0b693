import { assert, assertEquals, assertMatch } from "@std/assert";
import { within } from "../../support/deadline.ts";
import { FakeSocket } from "../../support/server/fake_socket.ts";
import { socketTest } from "../../support/gate.ts";
import { memoryContext } from "../../support/server/memory_context.ts";
import { Operator } from "../../support/hub/operator.ts";
import { startTestServer, type TestServer } from "../../support/server/test_server.ts";
import { Admission } from "../../../transports/mod.ts";
import { UdpServer } from "../../../transports/udp/udp.ts";
import { openSocket } from "../../support/peers/websocket_connection.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const FLAGS = ["--tcp", "0", "--udp", "0", "--web", "0"];

/** Reads a TCP connection to its end. */
async function rest(conn: Deno.Conn): Promise<string> {
  return await within(new Response(conn.readable).text(), "the end");
}

/** Joins by TCP, says nothing and waits for the welcome. */
async function joined({ tcpPort }: TestServer, name: string): Promise<Deno.Conn> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: tcpPort });
  await conn.write(encoder.encode(`{"name":"${name}"}\n`));
  await within(conn.read(new Uint8Array(65_536)), "a welcome");
  return conn;
}

/** The answer to a POST. */
async function post({ webPort }: TestServer): Promise<Response> {
  const body = JSON.stringify({ name: "web", msg: "hi" });
  return await fetch(`http://127.0.0.1:${webPort}/messages`, { method: "POST", body });
}

socketTest(
  "the ban of a network ends who is here from it, by TCP, UDP and WebSocket, and nobody comes back",
  async () => {
    await using server = await startTestServer(FLAGS);
    const operator = server.operator();
    const tcp = await joined(server, "tcp");
    const webSocket = await openSocket(`ws://127.0.0.1:${server.webPort}/ws`);
    await webSocket.send(encoder.encode('{"name":"ws"}'));
    await within(webSocket.receive(), "a welcome");
    const udp = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
    const to = { transport: "udp", hostname: "127.0.0.1", port: server.udpPort } as const;
    await udp.send(encoder.encode('{"name":"udp"}'), to);
    await within(udp.receive(new Uint8Array(65_536)), "a welcome");
    const taken = await post(server);
    assertEquals([taken.status, typeof (await taken.json()).seq], [201, "number"]);

    operator.type("/ban 127.0.0.0/8 5 tired of it");
    assertMatch(operator.notices.at(-1)!.msg, /3 connections ended/);
    assertMatch(await rest(tcp), /"reason":"banned"/);
    assertEquals((await within(webSocket.ended, "the end")).code, 4004);
    for (;;) {
      const [datagram] = await within(udp.receive(new Uint8Array(65_536)), "the last words");
      if (/"reason":"banned"/.test(decoder.decode(datagram))) break;
    }

    const again = await Deno.connect({ hostname: "127.0.0.1", port: server.tcpPort });
    assertMatch(
      await rest(again),
      /server: "127\.0\.0\.1" is banned for 5 min from now: tired of it/,
    );
    const refused = await post(server);
    assertEquals(refused.status, 403);
    assertEquals((await refused.json()).error, "banned");
    await assertRejectsSocket(server);
    udp.close();
  },
);

async function assertRejectsSocket({ webPort }: TestServer): Promise<void> {
  try {
    await openSocket(`ws://127.0.0.1:${webPort}/ws`);
  } catch (error) {
    return assertMatch(String(error), /403/);
  }
  assert(false, "a WebSocket was opened");
}

Deno.test("a datagram of a banned network makes no peer and gets no answer, until the ban is lifted", async () => {
  const context = memoryContext();
  const operator = new Operator(context.hub, context.now);
  const socket = new FakeSocket();
  const abort = new AbortController();
  const served = new UdpServer(socket, context, new Admission(context.limits)).serve(abort.signal);
  const from = { transport: "udp", hostname: "2001:db8:0:0::7", port: 40_009 } as const;
  const hello = encoder.encode('{"name":"udp"}');
  operator.type("/ban 2001:DB8::/48 5");
  await socket.arrive(hello, from);
  assertEquals([context.connections.size, socket.sent.length], [0, 0]);
  operator.type("/unban 2001:db8::/48");
  await socket.arrive(hello, from);
  assertEquals(context.connections.size, 1);
  abort.abort();
  await served;
});

socketTest("a ban is in force after the server was started anew", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "hubbub-bans-" });
  const flags = ["--tcp", "0", "--data", dataDir];
  {
    await using server = await startTestServer(flags);
    server.operator().type("/ban 127.0.0.0/8 60 for long");
  }
  {
    await using server = await startTestServer(flags);
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: server.tcpPort });
    assertMatch(await rest(conn), /"127\.0\.0\.1" is banned for \d+ min from now: for long/);
    const operator = server.operator();
    operator.type("/unban 1");
    assertMatch(operator.notices.at(-1)!.msg, /127\.0\.0\.0\/8 may join again/);
  }
  await Deno.remove(dataDir, { recursive: true });
});

socketTest(
  "a connection that hasn't named itself ends at the next tick after its address is banned",
  async () => {
    await using server = await startTestServer(FLAGS);
    const silent = await Deno.connect({ hostname: "127.0.0.1", port: server.tcpPort });
    await silent.write(encoder.encode('{"msg":"who am I?"}\n'));
    await within(silent.read(new Uint8Array(65_536)), "a refusal");
    server.operator().type("/ban 127.0.0.1 5");
    server.server.tick();
    assertMatch(await rest(silent), /"reason":"banned"/);
  },
);
