import { assertEquals } from "@std/assert";
import { gatedTest } from "../support/gate.ts";
import type { TestServer } from "../support/server/test_server.ts";
import { joinTcp } from "../support/peers/connect.ts";
import { type Answered, ask, post } from "../web/http/answered.ts";
import { EventReader } from "../web/http/event_reader.ts";
import { noNats } from "./nats_server.ts";
import { startNodes } from "./two_nodes.ts";

gatedTest("a stream of events hears what comes by HTTP to another node", noNats, async () => {
  await using nodes = await startNodes(["--web", "0"]);
  const { one, two } = nodes;
  const ear = await listen(one, "name=ear");
  const welcome = (await ear.next())!;
  assertEquals([welcome.data.event, welcome.data.node], ["welcome", "one"]);
  await say(two, { msg: "to the lobby" });
  await say(two, { msg: "for you", to: "ear" });
  const [lobby, direct] = [await ear.message(), await ear.message()];
  assertEquals([lobby.data.msg, direct.data.msg], ["to the lobby", "for you"]);
  const { json } = await ask(two, "/peers");
  assertEquals(json.peers?.some(({ name }) => name === "ear"), true);
  await ear.cancel();
});

gatedTest("Last-Event-ID resumes on another node without gap or double", noNats, async () => {
  await using nodes = await startNodes(["--web", "0"]);
  const { one, two } = nodes;
  const ear = await listen(one, "name=ear");
  const { data: { session } } = (await ear.next())!;
  await say(two, { msg: "heard" });
  const { id } = await ear.message();
  await say(two, { msg: "missed" });
  assertEquals((await ear.message()).data.msg, "missed");
  await ear.cancel();
  const again = await listen(two, `name=ear&session=${session}`, { "Last-Event-ID": id });
  assertEquals((await again.message()).data.msg, "missed");
  await say(one, { msg: "live" });
  assertEquals((await again.message()).data.msg, "live");
  await again.cancel();
});

gatedTest("a webhook made on one node speaks by each, and ends on all", noNats, async () => {
  await using nodes = await startNodes(["--tcp", "0", "--web", "0"]);
  const { one, two } = nodes;
  const operator = await one.operatorOfCluster();
  operator.type("/hook add #lobby ci");
  const { msg } = await operator.notice(/\/hooks\//);
  const [path] = /\/hooks\/\S+/.exec(msg)!;
  await using ada = await joinTcp(two, "ada");
  const hook = (node: TestServer, body: string) =>
    fetch(`http://127.0.0.1:${node.webPort}${path}`, { method: "POST", body })
      .then(async (response) => [response.status, await response.text()]);
  for (const node of [one, two]) {
    assertEquals(await hook(node, "by a hook"), [200, "ok"]);
    assertEquals((await ada.first(({ seq }) => seq !== undefined)).name, "ci");
  }
  operator.type("/hook drop ci");
  await operator.notice(/has ended/);
  await ada.sync();
  for (const node of [one, two]) assertEquals((await hook(node, "late"))[0], 404);
});

gatedTest("a POST that is sent again to another node counts once", noNats, async () => {
  await using nodes = await startNodes(["--web", "0"]);
  const { one, two } = nodes;
  const first = await say(one, { msg: "once", id: "order-1" });
  const retried = await say(two, { msg: "once", id: "order-1" });
  assertEquals(retried.json.seq, first.json.seq);
  const logs = await Promise.all([one, two].map((node) => ask(node, "/messages")));
  for (const { json } of logs) {
    assertEquals(json.messages?.map(({ msg, seq }) => [msg, seq]), [["once", first.json.seq]]);
  }
});

gatedTest("an edit, a reaction and a deletion by HTTP count on all nodes", noNats, async () => {
  await using nodes = await startNodes(["--web", "0", "--tcp", "0"]);
  const { one, two } = nodes;
  const ci = await joinTcp(one, "ci");
  await ci.say("/register open sesame");
  await ci.first(({ msg }) => msg.includes(" is yours now"));
  await using ada = await joinTcp(two, "ada");
  await using bob = await joinTcp(one, "bob");
  await ci[Symbol.asyncDispose]();
  for (const chatter of [ada, bob]) {
    await chatter.until(({ event, peer }) => event === "leave" && peer === "ci");
  }
  const own = { name: "ci", password: "open sesame" };
  const { json: { seq: of } } = await post(one, { ...own, msg: "buildin" });
  assertEquals((await post(two, { ...own, edit: of, msg: "building" })).status, 201);
  assertEquals((await post(one, { ...own, react: "👍", of })).status, 201);
  await ada.first(({ event }) => event === "edit");
  assertEquals((await messagesOf(two))[0].msg, "building");
  assertEquals((await post(two, { ...own, delete: of })).status, 201);
  assertEquals((await post(one, { ...own, delete: of })).json.error, "message-deleted");
  for (const chatter of [ada, bob]) await chatter.sync();
  const logs = [await messagesOf(one), await messagesOf(two)];
  assertEquals(logs[0], logs[1]);
  assertEquals(logs[0][0], { seq: of, msg: "(deleted)" });
});

async function messagesOf(node: TestServer): Promise<{ seq: unknown; msg: string }[]> {
  const { json } = await ask(node, "/messages");
  return json.messages!.map(({ seq, msg }) => ({ seq, msg }));
}

async function listen(
  { webPort }: TestServer,
  query: string,
  headers: Record<string, string> = {},
): Promise<EventReader> {
  return new EventReader(
    await fetch(`http://127.0.0.1:${webPort}/events?${query}`, { headers }),
  );
}

async function say(
  node: TestServer,
  fields: { readonly msg: string; readonly to?: string; readonly id?: string },
): Promise<Answered> {
  const body = JSON.stringify({ name: "ci", ...fields });
  const answered = await ask(node, "/messages", { method: "POST", body });
  assertEquals(Math.floor(answered.status / 100), 2, JSON.stringify(answered.json));
  return answered;
}
