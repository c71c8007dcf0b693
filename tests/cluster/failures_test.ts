import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { gatedTest } from "../support/gate.ts";
import { joinTcp } from "../support/peers/connect.ts";
import { HubbubProcess, startArgs } from "../support/programs/hubbub_process.ts";
import { Program } from "../support/programs/program.ts";
import { startTestServer, TCP_AND_UDP } from "../support/server/test_server.ts";
import { NatsCluster } from "./nats_cluster.ts";
import { NatsServer, noNats, noOldNats, OLD_NATS } from "./nats_server.ts";
import { environmentNumber } from "../support/environment.ts";
import { Random } from "../support/random.ts";
import { within } from "../support/deadline.ts";
import { RetryingPublisher } from "./retrying_publisher.ts";

const KILLS = environmentNumber("HUBBUB_CLUSTER_KILLS", { inCi: 30, otherwise: 4 });
const PUBLISHERS = 4;
/** Acknowledged texts between two kills. */
const STRIDE = 40;

gatedTest(
  "nothing acknowledged is lost or doubled while nodes and NATS are killed",
  noNats,
  async () => {
    await using nats = await NatsCluster.start();
    const cluster = ["--cluster", nats.urls, "--cluster-replicas", "3"];
    // All is kept, so that every node must have the same.
    const small = ["--cluster-snapshot-every-bytes", "4096", "--retain-messages", "1000000"];
    const flags = [...cluster, "--rate", "off", "--web", "0", ...small];
    const dataDirs = [await Deno.makeTempDir(), await Deno.makeTempDir(), "off"];
    // A node comes back to its folder; the third has none.
    const start = (dataDir: string) => new HubbubProcess([...flags, "--data", dataDir]);
    const nodes = dataDirs.map(start);
    const portsOf = () => Promise.all(nodes.map((node) => node.tcpPort()));
    const ports = await portsOf();
    const random = new Random(Math.floor(Math.random() * 2 ** 32));
    let acked = 0;
    let goal = 0;
    let onGoal = () => {};
    const onAck = () => {
      if (++acked === goal) onGoal();
    };
    const progress = async () => {
      goal = acked + STRIDE;
      await within(new Promise<void>((resolve) => onGoal = resolve), `${STRIDE} acks`);
    };
    const publishers = [...Array(PUBLISHERS).keys()]
      .map((i) => new RetryingPublisher(`p${i}`, [ports[i % ports.length], ...ports], onAck));
    for (let kill = 0; kill < KILLS; kill++) {
      await progress();
      if (kill % 2 === 1) {
        // A third of these is the leader of the log.
        const victim = nats.servers[random.below(nats.servers.length)];
        await victim.kill();
        await progress();
        await victim.restart();
        continue;
      }
      const i = random.below(nodes.length);
      nodes[i].signal("SIGKILL");
      await nodes[i][Symbol.asyncDispose]();
      nodes[i] = start(dataDirs[i]);
      const next = await portsOf();
      for (const publisher of publishers) publisher.moveTo(next);
    }
    await progress();
    await Promise.all(publishers.map((publisher) => publisher.stop()));

    for (const [i, node] of nodes.entries()) {
      // Its ack comes behind everything that the log held before.
      await using last = await joinTcp({ tcpPort: await node.tcpPort() }, `last${i}`);
      await last.publish("last");
    }
    const logs = await Promise.all(nodes.map(messagesOf));
    for (const log of logs) assertEquals(log, logs[0]);
    const seqs = new Map<string, number[]>();
    for (const { msg, seq } of logs[0]) seqs.set(msg, [...seqs.get(msg) ?? [], seq]);
    for (const publisher of publishers) {
      for (const [id, seq] of publisher.acked) assertEquals(seqs.get(`text ${id}`), [seq], id);
    }
    assert(acked > KILLS * STRIDE);
    for (const node of nodes) await node[Symbol.asyncDispose]();
    for (const dataDir of dataDirs.slice(0, 2)) await Deno.remove(dataDir, { recursive: true });
  },
);

gatedTest(
  "the peers of a node that is killed leave, and it alone is held for dead",
  noNats,
  async () => {
    await using nats = await NatsServer.start();
    const flags = ["--cluster", nats.url, "--web", "0"];
    await using stays = new HubbubProcess(flags);
    await using dies = new HubbubProcess(flags);
    await using ada = await joinTcp({ tcpPort: await stays.tcpPort() }, "ada");
    await using _bob = await joinTcp({ tcpPort: await dies.tcpPort() }, "bob");
    await ada.first(({ event }) => event === "join");
    dies.signal("SIGKILL");
    const leave = await ada.first(({ event }) => event === "leave");
    assertEquals([leave.peer, leave.reason], ["bob", "its node was lost"]);
  },
);

gatedTest(
  "a node that sleeps is held for dead, says so to its peers, and comes back",
  noNats,
  async () => {
    await using nats = await NatsServer.start();
    const flags = ["--cluster", nats.url, "--web", "0"];
    await using stays = new HubbubProcess(flags);
    await using sleeps = new HubbubProcess(flags);
    const port = await sleeps.tcpPort();
    await using ada = await joinTcp({ tcpPort: await stays.tcpPort() }, "ada");
    await using bob = await joinTcp({ tcpPort: port }, "bob");
    await ada.first(({ event }) => event === "join");
    sleeps.signal("SIGSTOP");
    await bob.say("said while the node sleeps");
    assertEquals((await ada.first(({ event }) => event === "leave")).peer, "bob");
    sleeps.signal("SIGCONT");
    assertEquals((await bob.first(({ event }) => event === "close")).reason, "node-lost");
    await using again = await joinTcp({ tcpPort: port }, "bob");
    await again.publish("awake");
    const heard = await ada.until(({ msg }) => msg === "awake");
    assertEquals(
      heard.filter(({ name, event }) => name === "bob" && event === undefined).length,
      1,
    );
  },
);

gatedTest(
  "a message that comes while NATS is away waits, and is acknowledged later",
  noNats,
  async () => {
    await using nats = await NatsServer.start();
    await using server = await startTestServer([
      ...TCP_AND_UDP,
      "--web",
      "0",
      "--cluster",
      nats.url,
    ]);
    await using ada = await joinTcp(server, "ada");
    await ada.publish("before");
    await nats.kill();
    await ada.send({ msg: "during", id: "1" });
    const ready = await fetch(`http://127.0.0.1:${server.webPort}/readyz`);
    await ready.body?.cancel();
    await nats.restart();
    assertEquals((await ada.first(({ event }) => event === "ack")).id, "1");
  },
);

gatedTest("an old nats-server is refused with a sentence", noOldNats, async () => {
  await using nats = await NatsServer.start({ program: OLD_NATS! });
  await assertRejects(
    () => startTestServer([...TCP_AND_UDP, "--cluster", nats.url]),
    Error,
    "hubbub needs 2.12 or newer",
  );
});

gatedTest("a node without NATS, or with other limits, ends with one sentence", noNats, async () => {
  await using nats = await NatsServer.start();
  await using _first = await startTestServer([...TCP_AND_UDP, "--cluster", nats.url]);
  await assertRejects(
    () => startTestServer([...TCP_AND_UDP, "--cluster", nats.url, "--max-rooms", "7"]),
    Error,
    "the limit maxRooms at 1000, this one at 7",
  );
  const flags = ["--tcp", "0", "--udp", "off", "--web", "off", "--data", "off"];
  await using program = new Program(
    Deno.execPath(),
    startArgs([...flags, "--cluster", "nats://127.0.0.1:1"]),
  );
  const { code, stderr } = await program.ended();
  assertEquals(code, 1);
  assertMatch(stderr, /^hubbub: No server of NATS at nats:\/\/127\.0\.0\.1:1 .*\n$/);
});

async function messagesOf(node: HubbubProcess): Promise<{ seq: number; msg: string }[]> {
  const line = await node.line(/^listening on web /);
  const url = line.replace(/^listening on web /, "");
  const all: { seq: number; msg: string }[] = [];
  for (let since = 0;;) {
    const response = await fetch(`${url}messages?limit=1000&since=${since}`);
    const { messages, more } = await response.json() as {
      messages: { seq: number; msg: string }[];
      more: boolean;
    };
    const texts = messages.filter(({ msg }) => msg.startsWith("text "));
    all.push(...texts.map(({ seq, msg }) => ({ seq, msg })));
    if (!more) return all;
    since = messages.at(-1)!.seq;
  }
}
