import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { LOG_FORM } from "../../cluster/log_form.ts";
import { gatedTest } from "../support/gate.ts";
import { joinTcp } from "../support/peers/connect.ts";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { startTestServer, TCP_AND_UDP } from "../support/server/test_server.ts";
import { NatsServer, noNats } from "./nats_server.ts";

const STREAM = "hubbub-hubbub";
const SUBJECT = "hubbub.hubbub.log";

gatedTest("a log of the next version refuses this one with a sentence", noNats, async () => {
  await using nats = await NatsServer.start();
  const first = await startTestServer([...TCP_AND_UDP, "--cluster", nats.url]);
  await first.stop();
  await onNats(nats, async (connection) => {
    const { streams } = await jetstreamManager(connection);
    const { config } = await streams.info(STREAM);
    const metadata = { ...config.metadata, hubbub_log_version: String(LOG_FORM + 1) };
    await streams.update(STREAM, { metadata });
  });
  await assertRejects(
    () => startTestServer([...TCP_AND_UDP, "--cluster", nats.url]),
    Error,
    `has form ${LOG_FORM + 1}, and this hubbub reads form ${LOG_FORM}: run one version`,
  );
});

gatedTest("a node ends when one of the next version writes to its log", noNats, async () => {
  await using nats = await NatsServer.start();
  await using node = new HubbubProcess(["--cluster", nats.url]);
  await using _ada = await joinTcp({ tcpPort: await node.tcpPort() }, "ada");
  await onNats(nats, async (connection) => {
    const bundle = new Uint8Array(32).fill(1, 0);
    bundle[0] = LOG_FORM + 1;
    connection.publish(SUBJECT, bundle);
    await connection.flush();
  });
  const { code, stderr } = await node.ended();
  assertEquals(code, 1);
  assertMatch(stderr, /^hubbub: A bundle of the log in NATS has form \d+, .*\.\n$/m);
});

gatedTest("nodes end when NATS comes back with older files, silent ones too", noNats, async () => {
  await using nats = await NatsServer.start();
  await using speaks = new HubbubProcess(["--cluster", nats.url]);
  await using silent = new HubbubProcess(["--cluster", nats.url]);
  await using ada = await joinTcp({ tcpPort: await speaks.tcpPort() }, "ada");
  await using bob = await joinTcp({ tcpPort: await silent.tcpPort() }, "bob");
  await ada.publish("in the copy");
  await nats.kill();
  await nats.backUp();
  await nats.restart();
  await ada.publish("not in the copy");
  await bob.first(({ msg }) => msg === "not in the copy");
  await nats.kill();
  await nats.restoreBackup();
  await nats.restart();
  for (const node of [silent, speaks]) {
    const { code, stderr } = await node.ended();
    assertEquals(code, 1);
    assertMatch(stderr, /The log in NATS lacks what this node has read of it, .*\n$/);
  }
});

gatedTest("a node notices older files, though the log has grown again", noNats, async () => {
  await using nats = await NatsServer.start();
  const sleeps = new HubbubProcess(["--cluster", nats.url]);
  await using _ = sleeps;
  await using ada = await joinTcp({ tcpPort: await sleeps.tcpPort() }, "ada");
  await nats.kill();
  await nats.backUp();
  await nats.restart();
  await ada.publish("not in the copy");
  sleeps.signal("SIGSTOP");
  await nats.kill();
  await nats.restoreBackup();
  await nats.restart();
  await using other = await startTestServer([...TCP_AND_UDP, "--cluster", nats.url]);
  await using bob = await joinTcp(other, "bob");
  for (let i = 0; i < 20; i++) await bob.publish(`in its place ${i}`);
  sleeps.signal("SIGCONT");
  const { code, stderr } = await sleeps.ended();
  assertEquals(code, 1);
  assertMatch(stderr, /The log in NATS lacks what this node has read of it, .*\n$/);
});

async function onNats(
  { url }: NatsServer,
  run: (connection: NatsConnection) => Promise<void>,
): Promise<void> {
  const connection = await connect({ servers: new URL(url).host });
  try {
    await run(connection);
  } finally {
    await connection.close();
  }
}
