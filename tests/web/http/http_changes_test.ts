import { assertEquals, assertMatch } from "@std/assert";
import { socketTest } from "../../support/gate.ts";
import { Chatter } from "../../support/peers/chatter.ts";
import { connectTcp, joinTcp } from "../../support/peers/connect.ts";
import { startTestServer } from "../../support/server/test_server.ts";
import { ask, post } from "./answered.ts";
import { EventReader } from "./event_reader.ts";

const WEB = ["--web", "0", "--tcp", "0"];
const PASSWORD = "open sesame";

socketTest("the owner of a registered name edits and deletes by POST /messages", async () => {
  await using server = await startTestServer(WEB);
  {
    await using ci = await joinTcp(server, "ci");
    await ci.say(`/register ${PASSWORD}`);
    await ci.first(({ msg }) => msg.includes(" is yours now"));
  }
  await using ada = await joinTcp(server, "ada");
  const own = { name: "ci", password: PASSWORD };
  const { json: { seq } } = await post(server, { ...own, msg: "buildin" });
  const edited = await post(server, { ...own, edit: seq, msg: "building", id: "e1" });
  assertEquals([edited.status, edited.json], [201, { seq: Number(seq) + 1, id: "e1" }]);
  const deleted = await post(server, { ...own, delete: seq });
  assertEquals([deleted.status, deleted.json], [201, { seq: Number(seq) + 2 }]);
  assertEquals((await ada.sync()).map(({ event, msg }) => [event, msg]), [
    [undefined, "buildin"],
    ["edit", "building"],
    ["delete", `(took back message ${seq})`],
  ]);
  const { json } = await ask(server, "/messages");
  assertEquals(json.messages?.map(({ msg }) => msg), ["(deleted)"]);
  const again = await post(server, { ...own, delete: seq });
  assertEquals([again.status, again.json.error], [410, "message-deleted"]);
});

socketTest("a change by POST has the statuses of its refusals", async () => {
  await using server = await startTestServer(WEB);
  await post(server, { name: "ci", msg: "by a guest" });
  const refusals = [
    [{ edit: 1, msg: "x" }, 403, "not-yours"],
    [{ delete: 1 }, 403, "not-yours"],
    [{ delete: 9 }, 404, "message-unknown"],
    [{ edit: 1 }, 400, "bad-field"],
    [{ react: "👍" }, 400, "bad-field"],
    [{ search: "tea" }, 400, "empty-message"],
    [{ read: 1 }, 400, "empty-message"],
  ] as const;
  for (const [fields, status, error] of refusals) {
    const refused = await post(server, { name: "ci", ...fields });
    assertEquals([refused.status, refused.json.error], [status, error]);
  }
});

socketTest("a sender without a connection reacts to what everybody may read", async () => {
  await using server = await startTestServer(WEB);
  await using ada = await joinTcp(server, "ada");
  await ada.say("tea?");
  await ada.say("psst", "echo");
  await ada.sync();
  assertEquals((await post(server, { name: "ci", react: "👍", of: 1 })).status, 201);
  const { json } = await ask(server, "/messages");
  assertEquals(json.messages?.[0].reactions, [{ react: "👍", names: ["ci"] }]);
  assertEquals((await post(server, { name: "ci", react: "👍", of: 2 })).status, 404);
});

socketTest("Authorization: Basic and Hub-Session tell who posts", async () => {
  await using server = await startTestServer(WEB);
  {
    await using ci = await joinTcp(server, "ci");
    await ci.say(`/register ${PASSWORD}`);
    await ci.first(({ msg }) => msg.includes(" is yours now"));
  }
  const basic = { headers: { Authorization: `Basic ${btoa(`ci:${PASSWORD}`)}` } };
  assertEquals((await post(server, { msg: "buildin" }, basic)).status, 201);
  assertEquals((await post(server, { edit: 1, msg: "building" }, basic)).status, 201);
  const refused = await post(server, { name: "ci", msg: "me, too" });
  assertEquals([refused.status, refused.json.error], [401, "name-registered"]);
  assertMatch(refused.json.msg!, /Authorization: Basic/);
  const response = await fetch(`http://127.0.0.1:${server.webPort}/events`, basic);
  const events = new EventReader(response);
  assertEquals((await events.next())?.data.you, "ci");
  await events.cancel();
  const ada = new Chatter(await connectTcp(server, "frames-le"), "json");
  const { session } = await ada.hello("ada");
  const headers = { "Hub-Session": String(session) };
  const { json: { seq } } = await post(server, { msg: "by HTTP" }, { headers });
  await ada.connection.close();
  const edited = await post(server, { name: "ada", edit: seq, msg: "by HTTP!" }, { headers });
  assertEquals(edited.status, 201);
  const stale = await post(server, { msg: "x" }, { headers: { "Hub-Session": "long ago" } });
  assertEquals([stale.status, stale.json.error], [400, "name-missing"]);
  assertMatch(stale.json.msg!, /No peer has that session/);
});

socketTest(
  "a password for a name that nobody has registered is answered with a sentence",
  async () => {
    await using server = await startTestServer(WEB);
    const ada = new Chatter(await connectTcp(server, "frames-le"), "json");
    await ada.hello("ada", { password: PASSWORD });
    const sentence = "isn't registered, so the password wasn't used";
    const [told] = await ada.sync();
    assertEquals([told.event, told.msg.includes(`ada ${sentence}`)], ["info", true]);
    await ada.send({ msg: "hello", password: PASSWORD });
    assertEquals(await ada.sync(), []);
    await ada.send({ name: "lovelace", password: PASSWORD });
    ada.name = "lovelace";
    const renamed = await ada.sync();
    assertEquals(renamed.map(({ msg }) => msg.includes(sentence)), [false, true]);
    const { status, json } = await post(server, { name: "ci", password: PASSWORD, msg: "x" });
    assertEquals([status, json.msg?.includes(`ci ${sentence}`)], [201, true]);
    assertEquals((await post(server, { name: "ci", msg: "x" })).json.msg, undefined);
    await ada.connection.close();
  },
);
