import { assert, assertEquals, assertRejects } from "@std/assert";
import { filesWith } from "../support/files/files_with.ts";
import { gatedTest } from "../support/gate.ts";
import type { Chatter } from "../support/peers/chatter.ts";
import { joinTcp } from "../support/peers/connect.ts";
import { startTestServer, TCP_AND_UDP, type TestServer } from "../support/server/test_server.ts";
import { TempStore } from "../store/temp_store.ts";
import { noNats } from "./nats_server.ts";
import { startTwoNodes } from "./two_nodes.ts";

const TEXT = "a text that fills the log ".repeat(4);

/** Returns the texts that a newcomer reads in the lobby, and their numbers. */
async function lobbyOf(node: TestServer): Promise<[number, string][]> {
  await using reader = await joinTcp(node, `reader${crypto.randomUUID().slice(0, 8)}`);
  await reader.say("/history #lobby 1000");
  const heard = await reader.until(({ event }) => event === "history");
  return heard.flatMap(({ event, seq, msg }) =>
    event === "history" || seq === undefined ? [] : [[seq, msg]]
  );
}

async function say(peer: Chatter, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await peer.publish(`${TEXT} ${i}`);
}

gatedTest("a node goes on from its folder, whatever was said meanwhile", noNats, async () => {
  await using temp = new TempStore();
  const { dataDir } = temp;
  await using nodes = await startTwoNodes("--cluster-snapshot-every-bytes", "8000");
  await using ada = await joinTcp(nodes.one, "ada");
  // A few messages are behind the newest snapshot, many aren't.
  for (const missed of [0, 5, 200, 0]) {
    const three = await nodes.start("three", "--data", dataDir);
    await say(ada, 40);
    assertEquals(await lobbyOf(three), await lobbyOf(nodes.one));
    await three.stop();
    await say(ada, missed);
  }
  const three = await nodes.start("three", "--data", dataDir);
  assertEquals(await lobbyOf(three), await lobbyOf(nodes.one));
});

gatedTest("a node finds old messages in a folder that it has copied", noNats, async () => {
  await using temp = new TempStore();
  await using nodes = await startTwoNodes("--cluster-snapshot-every-bytes", "8000");
  await using ada = await joinTcp(nodes.one, "ada");
  await ada.send({ msg: "green tea for all", id: "1" });
  const { seq } = await ada.first(({ event }) => event === "ack");
  await say(ada, 200);
  const three = await nodes.start("three", "--data", temp.dataDir);
  await using bob = await joinTcp(three, "bob");
  const search = async () => {
    await bob.send({ search: "tea from:ada" });
    const heard = await bob.until(({ event }) => event === "search");
    return heard.filter(({ found }) => found).map((one) => [one.seq, one.msg]);
  };
  assertEquals(await search(), [[seq, "green tea for all"]]);
  await ada.publish("black tea for bob", "bob");
  await bob.first(({ msg }) => msg === "black tea for bob");
  await ada.send({ delete: seq });
  await bob.first(({ event }) => event === "delete");
  assertEquals((await search()).map(([, msg]) => msg), ["black tea for bob"]);
});

gatedTest(
  "a text that was deleted while a node was away is gone from its folder",
  noNats,
  async () => {
    await using temp = new TempStore();
    const { dataDir } = temp;
    await using nodes = await startTwoNodes("--cluster-snapshot-every-bytes", "8000");
    await using ada = await joinTcp(nodes.one, "ada");
    const three = await nodes.start("three", "--data", dataDir);
    await ada.send({ msg: "a slip of the tongue", id: "1" });
    const { seq } = await ada.first(({ event }) => event === "ack");
    await lobbyOf(three);
    await three.stop();
    assert((await filesWith(dataDir, "a slip of the tongue")).length > 0);
    await ada.send({ delete: seq, id: "2" });
    await ada.first(({ event, id }) => event === "ack" && id === "2");
    // The newest snapshot has no word of the deletion: the text isn't in it.
    await say(ada, 200);
    const again = await nodes.start("three", "--data", dataDir);
    assertEquals(await lobbyOf(again), await lobbyOf(nodes.one));
    await again.stop();
    assertEquals(await filesWith(dataDir, "a slip of the tongue"), []);
  },
);

gatedTest("a folder of another hub is refused, and stays as it was", noNats, async () => {
  await using temp = new TempStore();
  const { dataDir } = temp;
  await using nodes = await startTwoNodes();
  const alone = await startTestServer([...TCP_AND_UDP, "--data", dataDir]);
  const before = await saidIn(alone);
  await alone.stop();
  await assertRejects(
    () => nodes.start("three", "--data", dataDir),
    Error,
    "of another hub, which this node would overwrite: name another folder with --data.",
  );
  await using again = await startTestServer([...TCP_AND_UDP, "--data", dataDir]);
  assertEquals(await lobbyOf(again), before);
});

gatedTest("a server alone refuses a node's folder, which stays as it was", noNats, async () => {
  await using temp = new TempStore();
  const { dataDir } = temp;
  await using nodes = await startTwoNodes();
  const node = await nodes.start("three", "--data", dataDir);
  await saidIn(node);
  await node.stop();
  await assertRejects(
    () => startTestServer([...TCP_AND_UDP, "--data", dataDir]),
    Error,
    "a hub of several nodes: start it with --cluster, or name another folder with --data.",
  );
  const again = await nodes.start("three", "--data", dataDir);
  assertEquals(await lobbyOf(again), await lobbyOf(nodes.one));
});

async function saidIn(node: TestServer): Promise<[number, string][]> {
  await using ada = await joinTcp(node, "ada");
  await say(ada, 3);
  return await lobbyOf(node);
}
