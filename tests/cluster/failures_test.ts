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
import { Load } from "./load.ts";

const KILLS = environmentNumber("HUBBUB_CLUSTER_KILLS", { inCi: 30, otherwise: 4 });
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
    const load = new Load(ports);
    for (let kill = 0; kill < KILLS; kill++) {
      await load.progress(STRIDE);
      if (kill % 2 === 1) {
        // A third of these is the leader of the log.
        const victim = nats.servers[random.below(nats.servers.length)];
        await victim.kill();
        await load.progress(STRIDE);
        await victim.restart();
        continue;
      }
      const i = random.below(nodes.length);
      nodes[i].signal("SIGKILL");
      await nodes[i][Symbol.asyncDispose]();
      nodes[i] = start(dataDirs[i]);
      load.moveTo(await portsOf());
    }
    await load.progress(STRIDE);
    await load.stop();
    await load.check(nodes);
    assert(load.acked > KILLS * STRIDE);
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
    await using server = await startTestServer([...TCP_AND_UDP, "--cluster", nats.url]);
    await using ada = await joinTcp(server, "ada");
    await ada.publish("before");
    await nats.kill();
    await ada.send({ msg: "during", id: "1" });
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
