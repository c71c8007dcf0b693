import { assert, assertEquals, assertMatch } from "@std/assert";
import { Chatter } from "../support/peers/chatter.ts";
import { connectTcp, connectUdp } from "../support/peers/connect.ts";
import { socketTest } from "../support/gate.ts";
import { startTestServer } from "../support/server/test_server.ts";
import { openSocket } from "../support/peers/websocket_connection.ts";

const encoder = new TextEncoder();
const SECRET = "correct horse battery";

async function readAll(connection: Deno.Conn): Promise<Uint8Array> {
  const whole = await new Response(connection.readable).arrayBuffer();
  return new Uint8Array(whole);
}

socketTest("no dialect's trace shows a password, a token or a session", async () => {
  const flags = ["--tcp", "0", "--udp", "0", "--web", "0", "--trace", "--token", SECRET];
  await using server = await startTestServer(flags);
  const sessions: string[] = [];
  const origin = `http://localhost:${server.webPort}`;
  const socket = await openSocket(`ws://localhost:${server.webPort}/ws`, { origin });
  const json = {
    "json-lines": await connectTcp(server, "json-lines"),
    "frames-le": await connectTcp(server, "frames-le"),
    "frames-be": await connectTcp(server, "frames-be"),
    udp: await connectUdp(server, { goodbye: '{"msg":"/quit"}' }),
    websocket: socket,
  };
  for (const [name, connection] of Object.entries(json)) {
    const chatter = new Chatter(connection, "json");
    const welcome = await chatter.hello(name, { token: SECRET });
    sessions.push(String(welcome.session));
    await chatter.say("/register horse feathers");
    await chatter.until(({ msg }) => msg.includes("is yours now"));
    await connection.close();
  }
  const plain = await connectTcp(server, "plain");
  const typist = new Chatter(plain, "plain");
  for (
    const line of [`/token ${SECRET}`, "/register horse feathers", "/identify udp horse feathers"]
  ) {
    await typist.sendText(line);
    await typist.receive();
  }
  await plain.close();
  const response = await fetch(`${origin}/events?name=ear`, {
    headers: { Authorization: `Bearer ${SECRET}` },
  });
  const reader = response.body!.getReader();
  await reader.read();
  await reader.cancel();
  assert(server.traced.length > 20);
  for (const dialect of ["json-lines", "frames-le", "frames-be", "plain", "websocket", "events"]) {
    assert(server.traced.some((line) => line.includes(` ${dialect} `)), dialect);
  }
  for (const secret of ["horse", ...sessions]) {
    assertEquals(server.traced.filter((line) => line.includes(secret)), []);
  }
});

socketTest(
  "a secret that a raw line end cuts shows in no line of the trace and no answer",
  async () => {
    await using server = await startTestServer(["--tcp", "0", "--trace"]);
    const ada = new Chatter(await connectTcp(server, "json-lines"), "json");
    await ada.hello("ada");
    await ada.sendText('{"name":"ada","password":"TRUNC\nNEXT HORSE"}\nLAST HORSE');
    const [first, second, third] = [await ada.receive(), await ada.receive(), await ada.receive()];
    assertEquals([first.error, second.error, third.error], Array(3).fill("not-json"));
    assertMatch(second.msg, /rest of the message before.* as \\n/);
    // A whole message ends that, and what is wrong behind it is shown again.
    await ada.send({ msg: "hi", to: "echo" });
    await ada.sendText("{shown}");
    const received = await ada.until(({ error }) => error !== undefined);
    assertMatch(received.at(-1)!.msg, /“{shown}”/);
    const lines = server.traced.join("\n") + JSON.stringify([first, second, third]);
    assert(!/TRUNC|NEXT|HORSE/.test(lines), lines);
    assert(server.traced.some((line) => line.endsWith("json-lines ***")));
    assert(server.traced.some((line) => line.endsWith("{shown}")));
    await ada.connection.close();
  },
);

socketTest("a trace shows no password of an IRC client", async () => {
  await using server = await startTestServer(["--tcp", "0", "--trace"]);
  const peer = await Deno.connect({ port: server.tcpPort, hostname: "localhost" });
  await peer.write(encoder.encode("PASS IRCpw34\r\nAUTHENTICATE IRCpw34\r\nQUIT\r\n"));
  await readAll(peer);
  const traced = server.traced.join("\n");
  assertMatch(traced, /irc PASS \*\*\*/);
  assertMatch(traced, /<- tcp \S+ irc ERROR :Closing link/);
  assert(!traced.includes("IRCpw34"), traced);
});

socketTest("the rest of a secret that a frame's wrong length cuts isn't shown either", async () => {
  await using server = await startTestServer(["--tcp", "0", "--trace"]);
  const peer = await Deno.connect({ port: server.tcpPort, hostname: "localhost" });
  const body = encoder.encode('{"name":"ada","password":"horse feathers"}');
  const frame = new Uint8Array(4 + body.length);
  new DataView(frame.buffer).setUint32(0, 30, true);
  frame.set(body, 4);
  await peer.write(frame);
  const answer = new TextDecoder().decode(await readAll(peer));
  assertMatch(answer, /rest of the message before/);
  assert(!/hors|feathers|73 65 20 66/.test(answer + server.traced.join("\n")), answer);
});
