import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { gatedTest, socketTest } from "../support/gate.ts";
import { Chatter } from "../support/peers/chatter.ts";
import { joinTcp } from "../support/peers/connect.ts";
import { openSocket } from "../support/peers/websocket_connection.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";
import { Proxy, PROXY_SOURCE } from "./proxy.ts";

const PROXIES = [
  { name: "haproxy", start: Proxy.haproxy, hasTcp: true },
  { name: "nginx", start: Proxy.nginx, hasTcp: true },
  { name: "caddy", start: Proxy.caddy, hasTcp: false },
] as const;

const FLAGS = ["--tcp", "0", "--udp", "0", "--web", "0", "--trust-proxy", PROXY_SOURCE];
const SPOOFED = { "X-Forwarded-For": "6.6.6.6", "Forwarded": "for=6.6.6.6;proto=https" };

for (const { name, start, hasTcp } of PROXIES) {
  gatedTest(`by ${name} the hub knows each client's address`, notInstalled(name), async () => {
    await using server = await startTestServer(FLAGS);
    const ports = { tcp: server.tcpPort, udp: server.udpPort, web: server.webPort };
    await using proxy = await start([ports, ports]);
    await using ada = await webSocketOf(proxy.ports.web, "ada", SPOOFED);
    const events = await eventsOf(proxy.ports.web, "sue");
    const tcp = hasTcp ? await joinTcp({ tcpPort: proxy.ports.tcp }, "tom") : undefined;
    const remotes = remotesOf(server);
    assertEquals(remotes.length, hasTcp ? 3 : 2);
    for (const remote of remotes) assertMatch(remote, /^\w+ 127\.0\.0\.1.* by way of 127\.0\.0\.9/);

    await ada.say("for the stream");
    assert((await events.until("for the stream")).includes("event: notice"));
    await events.cancel();
    await tcp?.connection.close();
    server.operator().type("/ban 127.0.0.1 5");
    assertMatch((await ada.rest()).at(-1)!.msg, /banned/i);
    await assertRejects(() => webSocketOf(proxy.ports.web, "eve"), Error, "403");
    const response = await fetch(`http://127.0.0.1:${proxy.ports.web}/rooms`);
    assertEquals([response.status, (await response.json()).error], [403, "banned"]);
    if (hasTcp) assertMatch(await tcpAnswerOf(proxy.ports.tcp), /"error":"banned"/);
  });
}

socketTest("a client that comes to the hub itself is believed nothing", async () => {
  await using server = await startTestServer(FLAGS);
  await using ada = await webSocketOf(server.webPort, "ada", SPOOFED);
  assertMatch(remotesOf(server)[0], /^web 127\.0\.0\.1:\d+$/);
  await ada.sync();
});

async function webSocketOf(
  port: number,
  name: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Chatter> {
  const socket = await openSocket(`ws://127.0.0.1:${port}/ws`, { headers });
  const chatter = new Chatter(socket, "json");
  await chatter.hello(name);
  return chatter;
}

interface Events {
  /** Reads on up to a text, and returns all that has come. */
  until(text: string): Promise<string>;
  cancel(): Promise<void>;
}

async function eventsOf(port: number, name: string): Promise<Events> {
  const url = `http://127.0.0.1:${port}/events?name=${name}`;
  const response = await fetch(url, { headers: SPOOFED });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let all = "";
  const until = async (text: string) => {
    while (!all.includes(text)) {
      const { value, done } = await reader.read();
      assert(!done, all);
      all += value;
    }
    return all;
  };
  await until("welcome");
  return { until, cancel: () => reader.cancel() };
}

/** Returns all that a peer over TCP hears up to its end. */
async function tcpAnswerOf(port: number): Promise<string> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(new TextEncoder().encode('{"name":"eve"}\n'));
  return await new Response(conn.readable).text();
}

function remotesOf({ server: { context } }: TestServer): string[] {
  return [...context.connections].map(({ remote }) => remote);
}
