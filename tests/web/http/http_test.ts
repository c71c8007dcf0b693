import { assertEquals, assertStringIncludes } from "@std/assert";
import { Chatter } from "../../support/peers/chatter.ts";
import { connectTcp } from "../../support/peers/connect.ts";
import { socketTest } from "../../support/gate.ts";
import { startTestServer, type TestServer } from "../../support/server/test_server.ts";
import { ask, post } from "./answered.ts";

async function joinTcp(server: TestServer, name: string): Promise<[Chatter, () => void]> {
  const connection = await connectTcp(server, "json-lines");
  const chatter = new Chatter(connection, "json");
  await chatter.hello(name);
  return [chatter, () => connection.close()];
}

const WEB = ["--web", "0", "--tcp", "0"];

socketTest("a posted message is heard at once, and answered with its number", async () => {
  await using server = await startTestServer(WEB);
  const [ada, leave] = await joinTcp(server, "ada");
  const { status, json } = await post(server, { name: "ci", msg: "green" });
  assertEquals(status, 201);
  const heard = await ada.sync();
  assertEquals(heard.map(({ name, msg, seq }) => ({ name, msg, seq })), [
    { name: "ci", msg: "green", seq: json.seq },
  ]);
  leave();
});

socketTest("a retry with the same id is said once, and answered alike", async () => {
  await using server = await startTestServer(WEB);
  const first = await post(server, { name: "ci", msg: "once", id: "7" });
  const second = await post(server, { name: "ci", msg: "once", id: "7" });
  assertEquals(second.json, first.json);
  assertEquals(first.json.id, "7");
  const { json } = await ask(server, "/messages");
  assertEquals(json.messages?.length, 1);
});

socketTest(
  "a message under a taken name needs its session, and then comes from the same peer",
  async () => {
    await using server = await startTestServer(WEB);
    const [ada, leaveAda] = await joinTcp(server, "ada");
    const connection = await connectTcp(server, "json-lines");
    const bob = new Chatter(connection, "json");
    const { session } = await bob.hello("bob");
    await ada.sync();
    const refused = await post(server, { name: "bob", msg: "it's me" });
    assertEquals([refused.status, refused.json.error], [409, "name-taken"]);
    const { status } = await post(server, { name: "bob", msg: "it's me", session });
    assertEquals(status, 201);
    assertEquals((await ada.sync()).map(({ name, msg }) => [name, msg]), [["bob", "it's me"]]);
    await bob.sync();
    connection.close();
    leaveAda();
  },
);

socketTest("a registered name needs its password", async () => {
  await using server = await startTestServer(WEB);
  const [ada, leave] = await joinTcp(server, "ada");
  await ada.say("/register correct horse battery");
  await ada.until(({ event }) => event === "info");
  leave();
  const refused = await post(server, { name: "ada", msg: "hi" });
  assertEquals([refused.status, refused.json.error], [401, "name-registered"]);
  const wrong = await post(server, { name: "ada", msg: "hi", password: "not this one" });
  assertEquals([wrong.status, wrong.json.error], [401, "password-wrong"]);
});

socketTest("direct messages and rooms are reached by `to`", async () => {
  await using server = await startTestServer(WEB);
  const [ada, leave] = await joinTcp(server, "ada");
  await ada.say("/join #tea");
  await ada.sync();
  await post(server, { name: "ci", msg: "for you", to: "ada" });
  await post(server, { name: "ci", msg: "for the room", to: "#tea" });
  const heard = (await ada.sync()).map(({ msg, to }) => [msg, to]);
  assertEquals(heard, [["for you", "ada"], ["for the room", "#tea"]]);
  const nobody = await post(server, { name: "ci", msg: "hm", to: "nobody" });
  assertEquals([nobody.status, nobody.json.error], [404, "peer-unknown"]);
  leave();
});

socketTest("each mistake has its status and code", async () => {
  await using server = await startTestServer(WEB);
  const mistakes: [body: string, status: number, code: string][] = [
    ["", 400, "not-json"],
    ["[]", 400, "json-not-object"],
    ['{"name":"a"}', 400, "empty-message"],
    ['{"name":"a","msg":" "}', 400, "empty-message"],
    ['{"msg":"x"}', 400, "name-missing"],
    ['{"name":"time","msg":"x"}', 400, "name-reserved"],
    ['{"name":"a","msg":"/quit"}', 400, "command-unknown"],
    ['{"name":"a","msg":"x","to":"#nowhere"}', 404, "room-unknown"],
    [`{"name":"a","msg":"${"x".repeat(65_507)}"}`, 413, "message-too-large"],
  ];
  for (const [body, status, code] of mistakes) {
    const answered = await ask(server, "/messages", { method: "POST", body });
    assertEquals([answered.status, answered.json.error], [status, code], body.slice(0, 40));
    assertEquals([answered.json.name, answered.json.event], ["server", "error"]);
  }
  assertEquals((await ask(server, "/messages")).json.messages, []);
  const { status, headers } = await ask(server, "/messages", { method: "DELETE" });
  assertEquals([status, headers.get("allow")], [405, "GET, POST"]);
  assertEquals((await ask(server, "/nowhere")).json.error, "not-found");
  assertEquals((await ask(server, "/messages?limit=0")).json.error, "bad-query");
});

socketTest("peers and rooms are listed", async () => {
  await using server = await startTestServer(WEB);
  const [ada, leave] = await joinTcp(server, "ada");
  await ada.say("/join #tea");
  await ada.sync();
  const { json: peers } = await ask(server, "/peers?room=tea");
  assertEquals(peers.count, 1);
  assertEquals(peers.peers![0].name, "ada");
  assertEquals(peers.peers![0].rooms, ["#lobby", "#tea"]);
  const { json: rooms } = await ask(server, "/rooms");
  assertEquals(rooms, {
    rooms: [{ room: "#lobby", count: 1 }, { room: "#tea", count: 1 }],
    count: 2,
  });
  assertEquals((await ask(server, "/peers?room=none")).json.error, "room-unknown");
  leave();
});

socketTest(
  "the page comes with a strict policy, and an unchanged page isn't sent again",
  async () => {
    await using server = await startTestServer(WEB);
    const url = `http://127.0.0.1:${server.webPort}/`;
    const response = await fetch(url);
    await response.body?.cancel();
    const policy = response.headers.get("content-security-policy")!;
    assertStringIncludes(policy, "default-src 'none'");
    assertStringIncludes(policy, "frame-ancestors 'none'");
    assertEquals(policy.includes("unsafe"), false);
    assertEquals(response.headers.get("x-content-type-options"), "nosniff");
    const etag = response.headers.get("etag")!;
    const again = await fetch(url, { headers: { "If-None-Match": etag } });
    assertEquals([again.status, await again.text()], [304, ""]);
  },
);

socketTest("a server that listens is live and ready", async () => {
  await using server = await startTestServer(WEB);
  assertEquals((await ask(server, "/readyz")).status, 200);
  assertEquals((await ask(server, "/healthz")).json, { status: "live" });
});

socketTest(
  "a log that can't be written is reported to a sender, and by /readyz",
  async () => {
    await using server = await startTestServer(WEB);
    const { history } = server.server.hub;
    history.append = (_batches, settled) => settled?.("The disk is full.");
    const ready = await ask(server, "/readyz");
    assertEquals([ready.status, ready.json.error], [503, "not-ready"]);
    assertStringIncludes(ready.json.msg!, "The disk is full.");
    const posted = await post(server, { name: "ci", msg: "x" });
    assertEquals([posted.status, posted.json.error], [503, "history-unavailable"]);
    assertEquals((await ask(server, "/healthz")).status, 200);
  },
);

socketTest(
  "a message that an outage swallowed isn't called kept, and a retry sends it anew",
  async () => {
    await using server = await startTestServer(WEB);
    const { history } = server.server.hub;
    const message = { name: "ci", msg: "x", id: "build-7" };
    const append = history.append.bind(history);
    history.append = (batches, settled) => {
      append(batches);
      // The message is given up while its answer waits for the log.
      history.hasLost = (first, last) => first <= 1 && 1 <= last;
      settled?.();
    };
    const posted = await post(server, message);
    assertEquals([posted.status, posted.json.error], [503, "history-unavailable"]);
    assertStringIncludes(posted.json.msg!, "given up");
    for (let retry = 0; retry < 2; retry++) {
      const { status, json } = await post(server, message);
      assertEquals([status, json.seq, json.id], [201, 2, "build-7"]);
    }
  },
);
