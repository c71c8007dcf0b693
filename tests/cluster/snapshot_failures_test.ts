import { assertEquals, assertMatch } from "@std/assert";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { type KnownSnapshot, Snapshots } from "../../cluster/snapshot/snapshots.ts";
import { within } from "../support/deadline.ts";
import { gatedTest } from "../support/gate.ts";
import { TcpProxy } from "../support/network/tcp_proxy.ts";
import { joinTcp } from "../support/peers/connect.ts";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { CapturedLog } from "../support/server/captured_log.ts";
import { startTestServer, TCP_AND_UDP } from "../support/server/test_server.ts";
import { NatsServer, noNats } from "./nats_server.ts";

const EVERY_BYTES = 100;
const MINUTE_MS = 60_000;

Deno.test("a snapshot that fails is told once, counts, and is tried again a minute later", async () => {
  const told: string[] = [];
  const announced: KnownSnapshot[] = [];
  let isFull = true;
  const snapshots = new Snapshots({
    everyBytes: EVERY_BYTES,
    objects: {
      write: () => isFull ? Promise.reject(new Error("full")) : Promise.resolve(10),
      list: () => Promise.resolve([{ name: "even", position: 0, sizeBytes: 10 }]),
    },
    take: () => ReadableStream.from([]),
    purge: () => Promise.resolve(),
    announce: (snapshot) => announced.push(snapshot),
    onFailure: (reason) => told.push(reason),
  });
  const attempt = async (position: number, nowMs: number) => {
    snapshots.received(1);
    snapshots.writeIfDue(position, nowMs);
    await snapshots.idle();
  };
  snapshots.received(EVERY_BYTES);
  await attempt(1, 0);
  await attempt(2, MINUTE_MS - 1);
  assertEquals([told, snapshots.failures], [["full"], 1]);
  await attempt(3, MINUTE_MS);
  assertEquals([told, snapshots.failures], [["full"], 2]);
  isFull = false;
  await attempt(4, 2 * MINUTE_MS);
  assertEquals(announced, [{ position: 4, sizeBytes: 10 }]);
  isFull = true;
  snapshots.received(EVERY_BYTES);
  await attempt(5, 3 * MINUTE_MS);
  assertEquals(told, ["full", "full"]);
});

gatedTest("a hub goes on while NATS has no room for a snapshot", noNats, async () => {
  await using nats = await NatsServer.start();
  const small = ["--cluster-snapshot-every-bytes", "4096"];
  await using node = new HubbubProcess(["--cluster", nats.url, "--web", "0", ...small]);
  await using ada = await joinTcp({ tcpPort: await node.tcpPort() }, "ada");
  const connection = await connect({ servers: new URL(nats.url).host });
  const { streams } = await jetstreamManager(connection);
  await streams.update("OBJ_hubbub-hubbub", { max_bytes: 1024 });
  await connection.close();
  for (let i = 0; await failuresOf(node) === 0; i++) {
    if (i === 500) throw new Error("No snapshot was tried.");
    await ada.publish(`${"a text that fills the log ".repeat(20)} ${i}`);
  }
  await ada.publish("goes on");
  assertEquals(await failuresOf(node), 1);
  node.signal("SIGTERM");
  const { stderr } = await node.ended();
  const warnings = stderr.split("\n").filter((line) => line.includes("snapshot"));
  assertEquals(warnings.length, 1);
  assertMatch(warnings[0], /No snapshot can be written, so the log in NATS grows: /);
});

async function failuresOf(node: HubbubProcess): Promise<number> {
  const url = (await node.line(/^listening on web /)).replace("listening on web ", "");
  const text = await (await fetch(`${url}metrics`)).text();
  return Number(/^hubbub_cluster_snapshot_failures_total (\d+)$/m.exec(text)?.[1]);
}

gatedTest("a node that stops without NATS gives its snapshot up, in silence", noNats, async () => {
  using log = new CapturedLog();
  await using nats = await NatsServer.start();
  const begun = Promise.withResolvers<void>();
  const decoder = new TextDecoder("latin1");
  await using proxy = new TcpProxy(nats.port, {
    onBytes: (bytes) => {
      // A part of an object is published.
      if (!decoder.decode(bytes).includes("PUB $O.hubbub-hubbub.C.")) return;
      proxy.cut();
      begun.resolve();
    },
  });
  const cluster = ["--cluster", `nats://127.0.0.1:${proxy.port}`];
  const small = ["--cluster-snapshot-every-bytes", "65536"];
  const node = await startTestServer([...TCP_AND_UDP, ...cluster, ...small]);
  {
    await using ada = await joinTcp(node, "ada");
    for (let i = 0; i < 100; i++) await ada.say(`${i} ${"x".repeat(1_000)}`);
    await within(begun.promise, "a snapshot");
  }
  await node.stop();
  assertEquals(log.sentencesWith("No snapshot can be written"), []);
});
