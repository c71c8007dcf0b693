import { assertEquals, assertRejects } from "@std/assert";
import { gatedTest } from "../support/gate.ts";
import { Chatter } from "../support/peers/chatter.ts";
import { connectTcp } from "../support/peers/connect.ts";
import { type Connection, StreamConnection } from "../support/peers/connection.ts";
import { openSocket } from "../support/peers/websocket_connection.ts";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { startTestServer } from "../support/server/test_server.ts";
import { tlsFlags } from "../tls/tls_peer.ts";
import { CertificateAuthority } from "../web/certificate_authority.ts";
import { NatsServer, noNats } from "./nats_server.ts";

const BOTH = ["one", "two"];
/** So many that the kernel gives all of them to one node once in 2^99 runs. */
const PEERS = 100;

const noSharing = noNats ?? (Deno.build.os === "linux" ? undefined : "needs Linux");

gatedTest("two processes share their ports, and are one conversation", noSharing, async () => {
  await using nats = await NatsServer.start();
  const flags = ["--cluster", nats.url, "--reuse-port", "--announce-limit", "0"];
  await using one = new HubbubProcess([...flags, "--node-name", "one", "--web", "0"]);
  const ports = await portsOf(one);
  const [tcpPort, webPort] = ports;
  const same = ["--tcp", `${tcpPort}`, "--web", `${webPort}`];
  await using two = new HubbubProcess([...flags, "--node-name", "two", ...same]);
  assertEquals(await portsOf(two), ports);

  const groups = [
    await joinMany("t", () => connectTcp({ tcpPort }, "json-lines")),
    await joinMany("w", () => openSocket(`ws://127.0.0.1:${webPort}/ws`)),
  ];
  for (const { nodes } of groups) assertEquals([...nodes].sort(), BOTH);
  const [first, ...others] = groups.flatMap(({ chatters }) => chatters);
  await first.publish("to everybody");
  for (const chatter of others) await chatter.first(({ msg }) => msg === "to everybody");
  for (const chatter of [first, ...others]) await chatter.connection.close();

  two.signal("SIGKILL");
  await two[Symbol.asyncDispose]();
  const { nodes, chatters } = await joinMany("later", () => connectTcp({ tcpPort }, "json-lines"));
  assertEquals([...nodes], ["one"]);
  for (const chatter of chatters) await chatter.connection.close();
});

gatedTest(
  "nodes share their ports with TLS, too",
  noSharing ?? notInstalled("openssl"),
  async () => {
    await using nats = await NatsServer.start();
    await using ca = await CertificateAuthority.create();
    const flags = [...tlsFlags(await ca.issue(1)), "--cluster", nats.url, "--reuse-port"];
    await using one = await startTestServer([...flags, "--node-name", "one"]);
    const same = ["--tcp", `${one.tcpPort}`, "--web", `${one.webPort}`];
    await using _two = await startTestServer([...flags, "--node-name", "two", ...same]);
    const tcp = await joinMany("t", async () => {
      const at = { hostname: "localhost", port: one.tcpPort, caCerts: [ca.pem] };
      return new StreamConnection(await Deno.connectTls(at), "frames-le");
    }, 30);
    const web = await joinMany(
      "w",
      () => openSocket(`wss://localhost:${one.webPort}/ws`, { ca: ca.pem }),
    );
    for (const { nodes, chatters } of [tcp, web]) {
      assertEquals([...nodes].sort(), BOTH);
      for (const chatter of chatters) await chatter.connection.close();
    }
  },
);

gatedTest(
  "a port is shared only by nodes that ask for it, and UDP by none",
  noSharing,
  async () => {
    await using nats = await NatsServer.start();
    const flags = ["--cluster", nats.url];
    await using one = await startTestServer([...flags, "--tcp", "0", "--reuse-port"]);
    await using alone = await startTestServer([...flags, "--tcp", "0"]);
    await assertRejects(
      () => startTestServer([...flags, "--tcp", `${one.tcpPort}`]),
      Error,
      "is in use",
    );
    const udp = [...flags, "--udp"];
    await using two = await startTestServer([...udp, "0"]);
    await assertRejects(
      () => startTestServer([...udp, `${two.udpPort}`, "--reuse-port"]),
      Error,
      "--reuse-port shares no UDP ports: give each node one of its own with --udp",
    );
    await assertRejects(
      () => startTestServer([...flags, "--tcp", `${alone.tcpPort}`, "--reuse-port"]),
      Error,
      "start each node there with --reuse-port",
    );
  },
);

async function portsOf(node: HubbubProcess): Promise<number[]> {
  const line = await node.line(/^listening on web /);
  return [await node.tcpPort(), Number(new URL(line.slice(17)).port)];
}

/** Lets many peers join, and returns the nodes that they came to. */
async function joinMany(
  prefix: string,
  connect: () => Promise<Connection>,
  count = PEERS,
): Promise<{ readonly nodes: Set<unknown>; readonly chatters: readonly Chatter[] }> {
  const chatters: Chatter[] = [];
  const nodes = new Set<unknown>();
  for (let i = 0; i < count; i++) {
    const chatter = new Chatter(await connect(), "json");
    chatters.push(chatter);
    nodes.add((await chatter.hello(`${prefix}${i}`)).node);
  }
  return { nodes, chatters };
}
