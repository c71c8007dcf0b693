import { assert, assertEquals } from "@std/assert";
import { connect } from "@nats-io/transport-node";
import { CLUSTER_QUEUE_MAX_BYTES } from "../../cluster/cluster_node.ts";
import { NODE_SILENT_MAX_MS } from "../../cluster/liveness/node_liveness.ts";
import { environmentNumber } from "../support/environment.ts";
import { gatedTest } from "../support/gate.ts";
import { TcpProxy } from "../support/network/tcp_proxy.ts";
import { joinTcp } from "../support/peers/connect.ts";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { Load, loggedTexts, webUrlOf } from "./load.ts";
import { NatsCluster } from "./nats_cluster.ts";
import { NatsServer, noNats } from "./nats_server.ts";

/** Milliseconds for which a node sleeps. */
const SLEEP_MS = environmentNumber("HUBBUB_CLUSTER_SLEEP_MS", { inCi: 20_000, otherwise: 6_000 });
/** Milliseconds for which NATS is away. */
const OUTAGE_MS = environmentNumber("HUBBUB_CLUSTER_OUTAGE_MS", {
  inCi: 60_000,
  otherwise: 6_000,
});
/** Acknowledged texts between two events. */
const STRIDE = 40;
const ALL = ["--rate", "off", "--web", "0", "--retain-messages", "1000000"];

gatedTest("a node that is cut off is held for dead, says so, and comes back", noNats, async () => {
  await using nats = await NatsServer.start();
  await using proxy = new TcpProxy(nats.port);
  await using stays = new HubbubProcess(["--cluster", nats.url, "--web", "0"]);
  const cluster = ["--cluster", `nats://127.0.0.1:${proxy.port}`];
  await using isCutOff = new HubbubProcess([...cluster, "--web", "0"]);
  const cutOffPort = { tcpPort: await isCutOff.tcpPort() };
  await using ada = await joinTcp({ tcpPort: await stays.tcpPort() }, "ada");
  await using bob = await joinTcp(cutOffPort, "bob");
  await ada.first(({ event }) => event === "join");
  proxy.cut();
  assertEquals(await untilReadiness(isCutOff, 503), 503);
  await bob.say("said while cut off");
  const { peer, reason } = await ada.first(({ event }) => event === "leave");
  assertEquals([peer, reason], ["bob", "its node was lost"]);
  await ada.publish("said meanwhile");
  proxy.mend();
  const end = await bob.until(({ event }) => event === "close");
  assertEquals(end.at(-1)!.reason, "node-lost");
  const refusal = end.find(({ event }) => event === "error");
  assertEquals([refusal?.error, refusal?.retry], ["history-unavailable", true]);
  assertEquals(await untilReadiness(isCutOff, 200), 200);
  await using again = await joinTcp(cutOffPort, "bob");
  await again.publish("back");
  const heard = await ada.until(({ msg }) => msg === "back");
  assertEquals(heard.filter(({ name, seq }) => name === "bob" && seq !== undefined).length, 1);
  const texts = (await again.ask({ msg: "/history #lobby 10" })).map(({ msg }) => msg);
  assert(texts.includes("said meanwhile"));
});

gatedTest("texts go on while a node sleeps, and nothing acknowledged is lost", noNats, async () => {
  await using nats = await NatsServer.start();
  const flags = ["--cluster", nats.url, ...ALL];
  await using stays = new HubbubProcess(flags);
  await using sleeps = new HubbubProcess(flags);
  await using ada = await joinTcp({ tcpPort: await stays.tcpPort() }, "ada");
  await using bob = await joinTcp({ tcpPort: await sleeps.tcpPort() }, "bob");
  await ada.first(({ event, peer }) => event === "join" && peer === "bob");
  const load = new Load([await stays.tcpPort(), await sleeps.tcpPort()]);
  await load.progress(STRIDE);
  sleeps.signal("SIGSTOP");
  await pause(SLEEP_MS);
  await ada.first(({ event, peer }) => event === "leave" && peer === "bob");
  sleeps.signal("SIGCONT");
  const { reason } = await bob.first(({ event }) => event === "close");
  assertEquals(reason, "node-lost");
  await load.progress(STRIDE);
  await load.stop();
  await load.check([stays, sleeps]);
});

gatedTest("while NATS is away a node reads no more than it can hold", noNats, async () => {
  await using nats = await NatsServer.start();
  const flags = ["--cluster", nats.url, ...ALL, "--retain-bytes", "200000000"];
  await using one = new HubbubProcess(flags);
  await using two = new HubbubProcess(flags);
  await using ada = await joinTcp({ tcpPort: await one.tcpPort() }, "ada");
  await using bob = await joinTcp({ tcpPort: await two.tcpPort() }, "bob");
  await ada.first(({ event, peer }) => event === "join" && peer === "bob");
  // More than the buffers of a socket hold beside the node's own limit.
  const count = 6_000;
  const padding = "x".repeat(8_000);
  await bob.enter("#tea");
  await bob.say("/part #lobby");
  await bob.sync();
  await nats.kill();
  let sent = 0;
  const flood = (async () => {
    for (; sent < count; sent++) await ada.send({ msg: `text ${sent} ${padding}`, id: `${sent}` });
  })();
  while (await metricOf(one, "hubbub_history_congested") !== 1);
  await pause(OUTAGE_MS);
  assertEquals(await untilReadiness(two, 503), 503);
  assert(sent < count, "the node has read everything");
  assert(await metricOf(one, "hubbub_cluster_waiting") * padding.length <= maxWaitingBytes());
  await nats.restart();
  for (let acks = 0; acks < count; acks++) {
    const { event, msg } = await ada.first(({ id }) => id !== undefined);
    assertEquals(event, "ack", msg);
  }
  await flood;
  await bob.publish("last");
  for (const node of [one, two]) {
    const numbers = (await loggedTexts(node)).map(({ msg }) => Number(msg.split(" ")[1]));
    assertEquals(numbers, [...Array(count).keys()]);
  }
  const heard = await bob.sync();
  assertEquals(heard.filter(({ event }) => event === "leave" || event === "close"), []);
});

gatedTest("while NATS hangs nobody is held for dead, and then texts go on", noNats, async () => {
  await using nats = await NatsServer.start();
  const flags = ["--cluster", nats.url, ...ALL];
  await using one = new HubbubProcess(flags);
  await using two = new HubbubProcess(flags);
  await using ada = await joinTcp({ tcpPort: await one.tcpPort() }, "ada");
  await using bob = await joinTcp({ tcpPort: await two.tcpPort() }, "bob");
  const load = new Load([await one.tcpPort(), await two.tcpPort()]);
  await load.progress(STRIDE);
  nats.hang();
  await pause(SLEEP_MS);
  for (const node of [one, two]) assertEquals(await untilReadiness(node, 503), 503);
  nats.goOn();
  await load.progress(STRIDE);
  for (const node of [one, two]) assertEquals(await untilReadiness(node, 200), 200);
  // The others would declare a node dead by now.
  await pause(NODE_SILENT_MAX_MS);
  await load.stop();
  await load.check([one, two]);
  for (const chatter of [ada, bob]) {
    const heard = await chatter.sync();
    assertEquals(heard.filter(({ msg }) => /node was lost/.test(msg)), []);
  }
});

gatedTest("texts go on when the leader of the log steps down", noNats, async () => {
  await using nats = await NatsCluster.start();
  const flags = ["--cluster", nats.urls, "--cluster-replicas", "3", ...ALL];
  await using one = new HubbubProcess(flags);
  await using two = new HubbubProcess(flags);
  const load = new Load([await one.tcpPort(), await two.tcpPort()]);
  const connection = await connect({ servers: nats.servers.map(({ url }) => new URL(url).host) });
  for (let i = 0; i < 5; i++) {
    await load.progress(STRIDE);
    const answer = await connection.request("$JS.API.STREAM.LEADER.STEPDOWN.hubbub-hubbub");
    assertEquals(answer.json<{ success?: boolean }>().success, true);
  }
  await load.progress(STRIDE);
  await load.stop();
  await connection.close();
  await load.check([one, two]);
});

/** The node's own limit, with a bundle that is under way and the message that was one too many. */
function maxWaitingBytes(): number {
  return CLUSTER_QUEUE_MAX_BYTES + 1024 * 1024;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Asks a node for its readiness until it has a status, and returns that. */
async function untilReadiness(node: HubbubProcess, status: number): Promise<number> {
  const url = await webUrlOf(node);
  for (;;) {
    const response = await fetch(`${url}readyz`);
    await response.body?.cancel();
    if (response.status === status) return status;
  }
}

async function metricOf(node: HubbubProcess, name: string): Promise<number> {
  const text = await (await fetch(`${await webUrlOf(node)}metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1]);
}
