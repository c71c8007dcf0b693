import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { gatedTest } from "../support/gate.ts";
import { connectTcp, joinTcp } from "../support/peers/connect.ts";
import { Chatter, type Received } from "../support/peers/chatter.ts";
import { noNats } from "./nats_server.ts";
import { startTwoNodes } from "./two_nodes.ts";

const isText = ({ event, seq }: Received) => event === undefined && seq !== undefined;

gatedTest("peers of two nodes hear each other, in one order", noNats, async () => {
  await using nodes = await startTwoNodes();
  await using ada = await joinTcp(nodes.one, "ada");
  await using bob = await joinTcp(nodes.two, "bob");
  await using ear = await joinTcp(nodes.one, "ear");
  await using eye = await joinTcp(nodes.two, "eye");
  const count = 50;
  for (let i = 0; i < count; i++) await Promise.all([ada.say(`a${i}`), bob.say(`b${i}`)]);
  const heard = async (chatter: Chatter) => {
    const texts: string[] = [];
    while (texts.length < 2 * count) texts.push((await chatter.first(isText)).msg);
    return texts;
  };
  const [byEar, byEye] = [await heard(ear), await heard(eye)];
  assertEquals(byEar, byEye);
  assertEquals(
    byEar.filter((text) => text.startsWith("b")),
    [...Array(count).keys()].map((i) => `b${i}`),
  );
});

gatedTest("a name is one peer's on all nodes, and the welcome names the node", noNats, async () => {
  await using nodes = await startTwoNodes();
  await using ada = new Chatter(await connectTcp(nodes.one, "json-lines"), "json");
  assertEquals((await ada.hello("ada")).node, "one");
  await using other = new Chatter(await connectTcp(nodes.two, "json-lines"), "json");
  await other.send({ name: "Ada" });
  assertEquals((await other.receive()).error, "name-taken");
  assertEquals((await other.hello("eve")).node, "two");
  await other.say("/nick ada");
  assertEquals((await other.first(({ event }) => event === "error")).error, "name-taken");
  await other.say("psst", "ada");
  assertEquals((await ada.first(isText)).msg, "psst");
});

gatedTest("of many claims to one name at once, one is let in", noNats, async () => {
  await using nodes = await startTwoNodes();
  const claim = async (i: number) => {
    const chatter = new Chatter(
      await connectTcp(i % 2 === 0 ? nodes.one : nodes.two, "json-lines"),
      "json",
    );
    await chatter.send({ name: "ada" });
    const { event } = await chatter.receive();
    await chatter[Symbol.asyncDispose]();
    return event;
  };
  const events = await Promise.all([...Array(8).keys()].map(claim));
  assert(events.filter((event) => event === "welcome").length >= 1);
  assertEquals(events.filter((event) => event !== "welcome" && event !== "error"), []);
});

gatedTest(
  "a client goes on at another node: session, since, and a retried id",
  noNats,
  async () => {
    await using nodes = await startTwoNodes();
    await using bob = await joinTcp(nodes.two, "bob");
    const ada = new Chatter(await connectTcp(nodes.one, "json-lines"), "json");
    const { session, seq, epoch } = await ada.hello("ada");
    await ada.enter("#tea");
    await ada.send({ msg: "once", to: "#lobby", id: "7" });
    const ack = await ada.first(({ event }) => event === "ack");
    await bob.publish("meanwhile");
    await ada[Symbol.asyncDispose]();

    await using again = new Chatter(await connectTcp(nodes.two, "json-lines"), "json");
    const welcome = await again.hello("ada", { session, since: seq, epoch });
    assertEquals([welcome.session, welcome.epoch], [session, epoch]);
    const replay = await again.until(({ event }) => event === "history");
    assertEquals(replay.filter(isText).map(({ msg }) => msg), ["meanwhile"]);
    assertEquals(replay.at(-1)!.complete, true);
    await again.send({ msg: "once", to: "#lobby", id: "7" });
    assertEquals((await again.first(({ event }) => event === "ack")).seq, ack.seq);
    await again.say("/who #tea");
    assertEquals((await again.first(({ event }) => event === "who")).peers, ["ada"]);
    const texts = await textsOf(nodes.one.webPort);
    assertEquals(texts.filter((text) => text === "once").length, 1);
  },
);

gatedTest("a registered name and its kept messages are the same on all nodes", noNats, async () => {
  await using nodes = await startTwoNodes();
  const ada = await joinTcp(nodes.one, "ada");
  await ada.say("/register open sesame");
  assertMatch((await ada.first(({ event }) => event === "info")).msg, /is yours now/);
  await ada[Symbol.asyncDispose]();
  await using bob = await joinTcp(nodes.two, "bob");
  // The leave goes through the log: this answer comes behind it.
  await untilAway(bob, "ada");
  await bob.publish("are you there?", "ada");

  await using stranger = new Chatter(await connectTcp(nodes.two, "json-lines"), "json");
  await stranger.send({ name: "ada", password: "wrong words" });
  assertEquals((await stranger.receive()).error, "password-wrong");
  await using owner = new Chatter(await connectTcp(nodes.two, "json-lines"), "json");
  await owner.hello("ada", { password: "open sesame" });
  assertEquals((await owner.first(isText)).msg, "are you there?");
});

gatedTest(
  "an operator kicks and bans on every node, and HTTP reads the same log",
  noNats,
  async () => {
    await using nodes = await startTwoNodes();
    await using ada = await joinTcp(nodes.one, "ada");
    const operator = await nodes.two.operatorOfCluster();
    operator.type("/kick ada");
    assertEquals((await ada.first(({ event }) => event === "close")).reason, "kicked");
    operator.type("/ban eve 5");
    await operator.notice(/eve is banned/);
    await using eve = new Chatter(await connectTcp(nodes.one, "json-lines"), "json");
    await eve.send({ name: "eve" });
    assertEquals((await eve.receive()).error, "banned");
    const posted = await fetch(`http://127.0.0.1:${nodes.one.webPort}/messages`, {
      method: "POST",
      body: JSON.stringify({ name: "curl", msg: "posted" }),
    });
    assertEquals(posted.status, 201);
    const { seq } = await posted.json() as { seq: number };
    assertNotEquals(seq, 0);
    // A message of this node comes behind what the other node has said.
    await using bob = await joinTcp(nodes.two, "bob");
    await bob.publish("last");
    assertEquals(await textsOf(nodes.two.webPort), ["posted", "last"]);
  },
);

gatedTest("a node that starts later has everything that was said", noNats, async () => {
  await using nodes = await startTwoNodes();
  await using ada = await joinTcp(nodes.one, "ada");
  for (let i = 0; i < 5; i++) await ada.publish(`text ${i}`);
  const three = await nodes.start("three");
  await using bob = await joinTcp(three, "bob");
  assertEquals(await textsOf(three.webPort), [0, 1, 2, 3, 4].map((i) => `text ${i}`));
  await bob.say("/who");
  const { peers } = await bob.first(({ event }) => event === "who");
  assertEquals((peers as string[]).filter((name) => name === "ada"), ["ada"]);
});

async function textsOf(webPort: number): Promise<string[]> {
  const response = await fetch(`http://127.0.0.1:${webPort}/messages`);
  const { messages } = await response.json() as { messages: { msg: string }[] };
  return messages.map(({ msg }) => msg);
}

async function untilAway(chatter: Chatter, name: string): Promise<void> {
  for (;;) {
    await chatter.say(`/whois ${name}`);
    const { transports } = await chatter.first(({ event }) => event === "whois");
    if ((transports as string[]).length === 0) return;
  }
}
