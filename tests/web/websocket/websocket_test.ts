import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { Chatter } from "../../support/peers/chatter.ts";
import { connectTcp } from "../../support/peers/connect.ts";
import { within } from "../../support/deadline.ts";
import { socketTest } from "../../support/gate.ts";
import { startTestServer, type TestServer } from "../../support/server/test_server.ts";
import { openSocket, type SocketConnection } from "../../support/peers/websocket_connection.ts";

function urlOf({ webPort }: TestServer): string {
  return `ws://127.0.0.1:${webPort}/ws`;
}

async function join(server: TestServer, name: string): Promise<[Chatter, SocketConnection]> {
  const connection = await openSocket(urlOf(server));
  const chatter = new Chatter(connection, "json");
  await chatter.hello(name);
  return [chatter, connection];
}

socketTest("a browser and a TCP peer talk to each other", async () => {
  await using server = await startTestServer(["--web", "0", "--tcp", "0"]);
  const [ada, socket] = await join(server, "ada");
  const connection = await connectTcp(server, "frames-le");
  const bob = new Chatter(connection, "json");
  await bob.hello("bob");
  await bob.say("from a script");
  const [heard] = (await ada.until(({ name }) => name === "bob")).slice(-1);
  assertEquals(heard.msg, "from a script");
  await ada.say("from a page");
  const [answer] = (await bob.until(({ name }) => name === "ada")).slice(-1);
  assertEquals(answer.msg, "from a page");
  await socket.close();
  connection.close();
});

socketTest("a binary message is refused by name", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const [ada, socket] = await join(server, "ada");
  socket.webSocket.send(new Uint8Array([1, 2, 3]));
  const [notice] = (await ada.rest()).slice(-1);
  assertEquals([notice.event, notice.reason], ["close", "protocol-error"]);
  const { code, reason } = await socket.ended;
  assertEquals(code, 1003);
  assertStringIncludes(reason, "send JSON in text messages");
});

socketTest("text that isn't UTF-8 ends the connection with 1007", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const [, socket] = await join(server, "ada");
  socket.webSocket.send(new Uint8Array([0x22, 0xff, 0x22]), { binary: false });
  assertEquals((await within(socket.ended, "the end")).code, 1007);
});

socketTest("a message of more than twice the limit ends the connection with 1009", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const [, socket] = await join(server, "ada");
  socket.webSocket.send("x".repeat(131_015));
  assertEquals((await within(socket.ended, "the end")).code, 1009);
});

socketTest("a message in fragments is one message, and an empty one is none", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const [ada, socket] = await join(server, "ada");
  socket.webSocket.send("");
  socket.webSocket.send('{"msg":"in ', { fin: false });
  socket.webSocket.send("", { fin: false });
  socket.webSocket.send('parts","to":"echo"}', { fin: true });
  assertEquals((await ada.receive()).msg, "IN PARTS");
  await socket.close();
});

socketTest("a foreign page can't join, unless its site is allowed", async () => {
  const allowed = "https://friend.example";
  await using server = await startTestServer(["--web", "0", "--allow-origin", allowed]);
  const own = `http://127.0.0.1:${server.webPort}`;
  for (const origin of ["https://evil.example", "null", `http://evil.example:${server.webPort}`]) {
    await assertRejects(() => openSocket(urlOf(server), { origin }), Error, "403", origin);
  }
  for (const origin of [allowed, own]) {
    const socket = await openSocket(urlOf(server), { origin });
    await socket.close();
  }
});

socketTest("a name that resolves to this machine doesn't make a page our own", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const host = `rebound.example:${server.webPort}`;
  const headers = { Host: host };
  const foreign = openSocket(urlOf(server), { origin: `http://${host}`, headers });
  await assertRejects(() => foreign, Error, "403");
});

socketTest("the WebSocket is at /ws and nowhere else", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const elsewhere = openSocket(`ws://127.0.0.1:${server.webPort}/messages`);
  await assertRejects(() => elsewhere, Error, "404");
});

socketTest("a peer that doesn't answer a ping is disconnected", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const socket = await openSocket(urlOf(server), { autoPong: false });
  const ada = new Chatter(socket, "json");
  await ada.hello("ada");
  const pinged = new Promise((resolve) => socket.webSocket.once("ping", resolve));
  server.tick(25_000);
  await within(pinged, "a ping");
  server.tick(35_000);
  const { code, reason } = await within(socket.ended, "the end");
  assertEquals(code, 4002);
  assertMatch(reason, /^idle-timeout: /);
});

socketTest("a peer that answers pings stays, however long it sends nothing", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const [ada, socket] = await join(server, "ada");
  for (let laterMs = 25_000; laterMs < 200_000; laterMs += 25_000) {
    const pinged = new Promise((resolve) => socket.webSocket.once("ping", resolve));
    server.tick(laterMs);
    await within(pinged, "a ping");
    await ada.sync();
  }
  await socket.close();
});

socketTest("a peer that sends no hello is disconnected", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const socket = await openSocket(urlOf(server));
  server.tick(60_000);
  assertEquals((await within(socket.ended, "the end")).code, 4001);
});

socketTest("a stuck reader delays nobody, and is told why it was disconnected", async () => {
  await using server = await startTestServer(["--web", "0", "--outbox-max-bytes", "131072"]);
  const [, stuck] = await join(server, "stuck");
  const [ada, adaSocket] = await join(server, "ada");
  const [bob, bobSocket] = await join(server, "bob");
  stuck.webSocket.pause();
  const text = "x".repeat(60_000);
  let isGone = false;
  for (let i = 0; i < 1_000 && !isGone; i++) {
    await bob.say(text);
    const heard = await ada.until(({ name }) => name === "bob");
    isGone = heard.some(({ event, peer }) => event === "leave" && peer === "stuck");
  }
  assertEquals(isGone, true);
  stuck.webSocket.resume();
  const { code, reason } = await within(stuck.ended, "the end");
  assertEquals(code, 4006);
  assertMatch(reason, /^slow-consumer: /);
  await adaSocket.close();
  await bobSocket.close();
});

socketTest("beyond the rate limit messages wait, in order, and none is lost", async () => {
  await using server = await startTestServer(["--web", "0", "--rate", "200", "--burst", "5"]);
  const [ada, adaSocket] = await join(server, "ada");
  const socket = await openSocket(urlOf(server));
  const bob = new Chatter(socket, "json");
  await bob.hello("bob");
  for (let i = 0; i < 60; i++) await bob.say(String(i));
  const heard = await ada.until(({ msg }) => msg === "59");
  const said = heard.filter(({ name }) => name === "bob").map(({ msg }) => msg);
  assertEquals(said, Array.from({ length: 60 }, (_, i) => String(i)));
  await socket.close();
  await adaSocket.close();
});

socketTest("messages that came before a close are routed, even if they have to wait", async () => {
  await using server = await startTestServer(["--web", "0", "--rate", "200", "--burst", "2"]);
  const [ada, adaSocket] = await join(server, "ada");
  const socket = await openSocket(urlOf(server));
  socket.webSocket.send('{"name":"bob"}');
  for (let i = 0; i < 10; i++) socket.webSocket.send(JSON.stringify({ msg: String(i) }));
  await socket.close();
  const heard = await ada.until(({ event, peer }) => event === "leave" && peer === "bob");
  const said = heard.filter(({ name }) => name === "bob").map(({ msg }) => msg);
  assertEquals(said, Array.from({ length: 10 }, (_, i) => String(i)));
  await adaSocket.close();
});

socketTest("connections from one address are counted over all transports", async () => {
  const flags = ["--web", "0", "--tcp", "0", "--max-per-address", "2"];
  await using server = await startTestServer(flags);
  const tcp = await connectTcp(server, "json-lines");
  await new Chatter(tcp, "json").hello("tcp");
  const [, socket] = await join(server, "ada");
  await assertRejects(() => openSocket(urlOf(server)), Error, "503");
  await socket.close();
  tcp.close();
});

socketTest("a closed hub wants its token in the hello", async () => {
  await using server = await startTestServer(["--web", "0", "--token", "open sesame"]);
  const socket = await openSocket(urlOf(server));
  const ada = new Chatter(socket, "json");
  await ada.send({ name: "ada" });
  assertEquals((await ada.receive()).error, "token-missing");
  await ada.hello("ada", { token: "open sesame" });
  await socket.close();
});

socketTest("the trace shows what a browser hears as text", async () => {
  await using server = await startTestServer(["--web", "0", "--trace"]);
  const [ada, socket] = await join(server, "ada");
  await ada.sync();
  await socket.close();
  const sent = server.traced.filter((line) => line.startsWith("<-"));
  assertMatch(sent[0], /^<- web 127\.0\.0\.1:\d+ websocket \{"name":"server","msg":"Welcome/);
});
