import { assertEquals, assertMatch } from "@std/assert";
import { within } from "../../support/deadline.ts";
import { socketTest } from "../../support/gate.ts";
import { startTestServer, type TestServer } from "../../support/server/test_server.ts";
import { ask } from "./answered.ts";
import { EventReader } from "./event_reader.ts";

function urlOf({ webPort }: TestServer, path: string): string {
  return `http://127.0.0.1:${webPort}${path}`;
}

async function listen(
  server: TestServer,
  query: string,
  headers: Record<string, string> = {},
): Promise<EventReader> {
  const response = await fetch(urlOf(server, `/events?${query}`), { headers });
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("content-type"), "text/event-stream");
  return new EventReader(response);
}

async function say(server: TestServer, msg: string, to?: string): Promise<void> {
  const body = JSON.stringify({ name: "ci", msg, ...(to !== undefined && { to }) });
  const response = await fetch(urlOf(server, "/messages"), { method: "POST", body });
  assertEquals(response.status, 201, await response.text());
}

socketTest("a listener is welcomed, and hears what is said, with ids", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const ear = await listen(server, "name=ear");
  const welcome = (await ear.next())!;
  assertEquals([welcome.type, welcome.data.event, welcome.data.you], ["notice", "welcome", "ear"]);
  await say(server, "one");
  await say(server, "for you", "ear");
  const [one, two] = [await ear.message(), await ear.message()];
  assertEquals([one.data.msg, two.data.msg], ["one", "for you"]);
  assertEquals(two.id, `${two.data.seq}.${welcome.data.epoch}`);
  await ear.cancel();
});

socketTest("Last-Event-ID resumes without gap or double", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const ear = await listen(server, "name=ear");
  const { data: { session } } = (await ear.next())!;
  await say(server, "heard");
  const { id } = await ear.message();
  const again = await listen(server, `name=ear&session=${session}`, { "Last-Event-ID": id });
  await ear.cancel();
  await say(server, "live");
  assertEquals((await again.message()).data.msg, "live");
  await again.cancel();

  await say(server, "missed 1");
  await say(server, "missed 2");
  // The session knows the name.
  const third = await listen(server, `session=${session}`, {
    "Last-Event-ID": again.lastId,
  });
  assertEquals((await third.message()).data.msg, "missed 1");
  assertEquals((await third.message()).data.msg, "missed 2");
  await third.cancel();
});

socketTest("a listener without a message yet resumes from its welcome", async () => {
  await using server = await startTestServer(["--web", "0"]);
  await say(server, "before");
  const ear = await listen(server, "name=ear");
  const { data: { session } } = (await ear.next())!;
  // The next peer is announced by a notice, which has no id of its own.
  const other = await listen(server, "name=other");
  assertEquals((await ear.next())!.data.event, "join");
  const id = ear.lastId;
  await ear.cancel();
  await other.cancel();
  await say(server, "after");
  const again = await listen(server, `name=ear&session=${session}`, { "Last-Event-ID": id });
  assertEquals((await again.message()).data.msg, "after");
  await again.cancel();
});

socketTest(
  "a listener to a room hears that room and not the lobby, also what it missed",
  async () => {
    await using server = await startTestServer(["--web", "0"]);
    const ear = await listen(server, "name=ear&room=tea");
    await ear.next();
    await say(server, "in the lobby");
    await say(server, "at tea", "#tea");
    assertEquals((await ear.message()).data.msg, "at tea");
    const late = await listen(server, "name=late&room=%23tea&since=0");
    assertEquals((await late.message()).data.msg, "at tea");
    await ear.cancel();
    await late.cancel();
  },
);

socketTest("a listener with a since that the log never gave hears all that is kept", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const ear = await listen(server, "name=ear");
  await ear.next();
  await say(server, "kept");
  await ear.message();
  for (const [i, since] of ["since=10", "since=1&epoch=foo"].entries()) {
    const late = await listen(server, `name=late${i}&${since}`);
    assertEquals((await late.message()).data.msg, "kept");
    const { event, complete } = (await late.next())!.data;
    assertEquals([event, complete], ["history", false]);
    await late.cancel();
  }
  await ear.cancel();
});

socketTest("a refused hello is an answer with a status, not a stream", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const ear = await listen(server, "name=ear");
  await ear.next();
  const refusals: [query: string, status: number, code: string][] = [
    ["name=ear", 409, "name-taken"],
    ["name=time", 400, "name-reserved"],
    ["name=a&since=x", 400, "bad-query"],
  ];
  for (const [query, status, code] of refusals) {
    const refused = await ask(server, `/events?${query}`);
    assertEquals([refused.status, refused.json.error], [status, code]);
  }
  await ear.cancel();
});

socketTest("a listener without a name is a guest, and is kept with comments", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const response = await fetch(urlOf(server, "/events"));
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const until = async (wanted: RegExp) => {
    while (!wanted.test(text)) text += (await within(reader.read(), String(wanted))).value ?? "";
  };
  await until(/"you":"guest1"/);
  server.tick(25_000);
  await until(/^: still here$/m);
  await reader.cancel();
});

socketTest("a listener hears that the server is going down, and the stream ends", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const ear = await listen(server, "name=ear");
  await ear.next();
  const stopped = server.stop();
  const last = (await ear.next())!;
  assertEquals([last.type, last.data.event, last.data.reason], ["notice", "close", "shutdown"]);
  assertEquals(await ear.next(), undefined);
  await stopped;
});

socketTest("a listener that stops reading is disconnected", async () => {
  await using server = await startTestServer(["--web", "0", "--outbox-max-bytes", "131072"]);
  const conn = await Deno.connect({ port: server.webPort });
  await conn.write(
    new TextEncoder().encode("GET /events?name=stuck HTTP/1.1\r\nHost: localhost\r\n\r\n"),
  );
  const other = await listen(server, "name=other");
  await other.next();
  const text = "x".repeat(60_000);
  let sentence = "";
  for (let i = 0; i < 1_000 && sentence === ""; i++) {
    await say(server, text);
    for (;;) {
      const event = (await other.next())!;
      if (event.data.event === "leave") sentence = event.data.msg;
      if (event.type === "message") break;
    }
  }
  assertMatch(sentence, /^stuck left #lobby: too slow a reader/);
  conn.close();
  await other.cancel();
});

socketTest(
  "a client that comes back takes its own place over while its old connection hangs",
  async () => {
    await using server = await startTestServer(["--web", "0"]);
    const ear = await listen(server, "name=ear");
    await ear.next();
    await say(server, "heard");
    await ear.message();
    await ear.untilSession();
    // The first connection is neither ended nor read: for the server it is as alive as ever.
    const again = await listen(server, "name=ear", { "Last-Event-ID": ear.lastId });
    const welcome = (await again.next())!;
    assertEquals([welcome.data.event, welcome.data.you], ["welcome", "ear"]);
    await say(server, "live");
    assertEquals((await again.message()).data.msg, "live");

    // A guest without a name gets its place back, too.
    const guest = await listen(server, "");
    const { data: { you } } = (await guest.next())!;
    await guest.untilSession();
    const guestAgain = await listen(server, "", { "Last-Event-ID": guest.lastId });
    assertEquals((await guestAgain.next())!.data.you, you);

    // The connection that was replaced has forgotten the session, so it can't take the place back.
    const last = await ear.last();
    assertEquals([last.data.event, last.data.reason], ["close", "replaced"]);
    const refused = await ask(server, "/events?name=ear", {
      headers: { "Last-Event-ID": ear.lastId },
    });
    assertEquals(refused.status, 409);

    // A stranger who knows no session gets no place by a number alone.
    const stranger = await ask(server, "/events?name=ear", {
      headers: { "Last-Event-ID": "1" },
    });
    assertEquals(stranger.status, 409);
    for (const reader of [again, guest, guestAgain]) await reader.cancel();
  },
);
