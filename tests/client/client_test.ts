import {
  assert,
  assertEquals,
  assertGreater,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { type Client, ClientError, connect, type Message } from "../../client/mod.ts";
import { within } from "../support/deadline.ts";
import { gatedTest, processTest } from "../support/gate.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { TcpProxy } from "../support/network/tcp_proxy.ts";
import { UdpProxy } from "../support/network/udp_proxy.ts";
import { startTestServer, TCP_AND_UDP, type TestServer } from "../support/server/test_server.ts";

/** Reads the given number of messages. */
async function hear(client: Client, count: number): Promise<Message[]> {
  const heard: Message[] = [];
  for await (const message of client.messages()) {
    heard.push(message);
    if (heard.length === count) break;
  }
  return heard;
}

/** Returns random numbers that repeat with their seed. */
function chance(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

async function talkOver(url: (server: TestServer) => string, ...flags: string[]): Promise<void> {
  await using server = await startTestServer([...TCP_AND_UDP, ...flags]);
  await using ada = await connect(url(server), { name: "ada" });
  await using bob = await connect(url(server), { name: "狗哥", rooms: ["#tea"] });
  assertEquals(bob.room, "#tea");
  const seq = await bob.say("/etc/hosts is a path", { to: "ada" });
  const [direct] = await hear(ada, 1);
  assertEquals([direct.name, direct.msg, direct.to], ["狗哥", "/etc/hosts is a path", "ada"]);
  assertEquals(direct.seq, seq);
  await ada.join("#tea");
  await ada.rename("Ada L");
  assertEquals([ada.name, ada.room, ada.rooms], ["Ada L", "#tea", ["#lobby", "#tea"]]);
  await ada.say("in the room");
  assertEquals((await hear(bob, 1)).map(({ name, to }) => [name, to]), [["Ada L", "#tea"]]);
  const { messages, complete } = await ada.history();
  assertEquals([messages.map(({ msg }) => msg), complete], [["in the room"], true]);
  await ada.part("#lobby");
  assertEquals(ada.rooms, ["#tea"]);
  const refusal = await assertRejects(() => ada.say("hm", { to: "nobody" }), ClientError);
  assertEquals(refusal.code, "peer-unknown");
}

processTest(
  "over TCP a client talks, joins, renames itself and reads history",
  () => talkOver((server) => server.tcpUrl),
);

processTest(
  "over UDP a client does the same",
  () => talkOver((server) => server.udpUrl),
);

processTest("over a Unix socket a client does the same", async () => {
  const path = `${await Deno.makeTempDir()}/hub.sock`;
  await talkOver(() => `unix:${path}`, "--unix", path);
});

gatedTest(
  "over TLS a client trusts the certificate that it is told to (needs openssl)",
  notInstalled("openssl"),
  async () => {
    const dir = await makeCertificates();
    const flags = ["--tls-cert", `${dir}/leaf.pem`, "--tls-key", `${dir}/leaf.key`];
    await using server = await startTestServer([...TCP_AND_UDP, ...flags]);
    const url = `tls://localhost:${server.server.ports.tcp}`;
    const caCerts = [await Deno.readTextFile(`${dir}/ca.pem`)];
    await using ada = await connect(url, { name: "ada", caCerts });
    assertEquals(await ada.say("nobody reads this on the way"), 1);
    const strangers = within(
      connect(url, { name: "eve", connectTimeoutMs: Infinity }),
      "a refusal",
    );
    const { code, message } = await assertRejects(() => strangers, ClientError);
    assertEquals(code, "unreachable");
    assertStringIncludes(message, "--ca FILE");
  },
);

/** A folder with an authority (ca.pem) and a certificate for localhost signed by it. */
async function makeCertificates(): Promise<string> {
  const dir = await Deno.makeTempDir();
  await Deno.writeTextFile(
    `${dir}/ext`,
    "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n",
  );
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  for (
    const args of [
      [
        "req",
        "-x509",
        ...key,
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        "-subj",
        "/CN=test authority",
      ],
      ["req", ...key, "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=localhost"],
      ["x509", "-req", "-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"]
        .concat("-extfile", "ext", "-out", "leaf.pem"),
    ]
  ) {
    const { success } = await new Deno.Command("openssl", { args, cwd: dir, stderr: "null" })
      .output();
    assert(success, `openssl ${args[0]} failed`);
  }
  return dir;
}

processTest("a taken name is refused at once", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  await using _first = await connect(server.tcpUrl, { name: "ada" });
  const refusal = await assertRejects(() => connect(server.tcpUrl, { name: "ADA" }), ClientError);
  assertEquals(refusal.code, "name-taken");
});

processTest("the refusal names an address at which nobody listens", async () => {
  const options = { name: "ada", connectTimeoutMs: 1 };
  const refusal = await assertRejects(() => connect("tcp://127.0.0.1:1", options), ClientError);
  assertEquals(refusal.code, "unreachable");
  assert(refusal.message.includes("tcp://127.0.0.1:1"), refusal.message);
});

processTest(
  "a text that can't be said is refused, and the connection lives",
  async () => {
    await using server = await startTestServer(TCP_AND_UDP);
    await using ada = await connect(server.tcpUrl, { name: "ada", unackedMaxMessages: 2 });
    const codes: string[] = [];
    for (const text of ["  ", "\ud83d", "x".repeat(70_000), "x".repeat(65_450)]) {
      codes.push((await assertRejects(() => ada.say(text), ClientError)).code);
    }
    assertEquals(codes, [
      "empty-message",
      "lone-surrogate",
      "message-too-large",
      "message-too-large",
    ]);
    const said = [ada.say("1"), ada.say("2"), ada.say("3").catch((error) => error.code)];
    assertEquals(await Promise.all(said), [1, 2, "queue-full"]);
  },
);

processTest("a client that has left every room says nothing there", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  await using ada = await connect(server.tcpUrl, { name: "ada" });
  await ada.part("#lobby");
  const refused = await assertRejects(() => ada.say("hm"), ClientError);
  assertEquals(refused.code, "not-in-room");
});

processTest("a closed client refuses to speak and its iterator ends", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  const ada = await connect(server.tcpUrl, { name: "ada" });
  const said = ada.say("before the end");
  await ada.close();
  assertEquals(await said, 1);
  assertEquals((await assertRejects(() => ada.say("after it"), ClientError)).code, "closed");
  const last = (await Array.fromAsync(ada)).at(-1)!;
  assertEquals([last.event, ada.state], ["state", "closed"]);
});

processTest("over connections cut at any byte nothing is lost or doubled", async () => {
  await using server = await startTestServer([...TCP_AND_UDP, "--max-per-address", "off"]);
  const random = chance(7);
  const bytesUntilCut = () => Math.floor(300 + 6_000 * random());
  await using proxy = new TcpProxy(server.server.ports.tcp!, { bytesUntilCut });
  const fast = { retryFirstMs: 1, retryMaxMs: 5 };
  await using bob = await connect(server.tcpUrl, { name: "bob", rooms: ["#tea"] });
  await using ada = await connect(`tcp://127.0.0.1:${proxy.port}`, {
    name: "ada",
    rooms: ["#tea"],
    ...fast,
  });
  const count = 200;
  const heardByBob = hear(bob, count);
  const heardByAda = hear(ada, count);
  const seqs: Promise<number>[] = [];
  for (let i = 0; i < count; i++) {
    seqs.push(ada.say(`ada ${i}`));
    await bob.say(`bob ${i}`);
    // Retries and their acks must fit between two cuts, or the test would never end.
    if (i % 10 === 9) await Promise.all(seqs);
  }
  const said = await Promise.all(seqs);
  assertEquals(new Set(said).size, count);
  assertEquals((await heardByBob).map(({ msg }) => msg), said.map((_, i) => `ada ${i}`));
  assertEquals((await heardByAda).map(({ msg }) => msg), said.map((_, i) => `bob ${i}`));
  assertGreater(proxy.cuts, 5);
});

processTest(
  "over UDP that loses and doubles datagrams nothing is lost or doubled",
  async () => {
    await using server = await startTestServer(TCP_AND_UDP);
    await using proxy = new UdpProxy(server.server.ports.udp!, 7);
    await using bob = await connect(server.tcpUrl, { name: "bob" });
    await using ada = await connect(`udp://127.0.0.1:${proxy.port}`, { name: "ada" });
    const count = 30;
    const heardByBob = hear(bob, count);
    const heardByAda = hear(ada, count);
    const seqs: Promise<number>[] = [];
    for (let i = 0; i < count; i++) {
      seqs.push(ada.say(`ada ${i}`));
      await bob.say(`bob ${i}`);
    }
    const said = await Promise.all(seqs);
    assertEquals(new Set(said).size, count);
    assertEquals((await heardByBob).map(({ msg }) => msg), said.map((_, i) => `ada ${i}`));
    assertEquals((await heardByAda).map(({ msg }) => msg), said.map((_, i) => `bob ${i}`));
    assertGreater(proxy.lost, 5);
  },
);

processTest("a late reader hears more than the inbox holds", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  await using ada = await connect(server.tcpUrl, { name: "ada", inboxMaxEvents: 20 });
  await using bob = await connect(server.tcpUrl, { name: "bob" });
  const count = 200;
  for (let i = 0; i < count; i++) await bob.say(`bob ${i}`);
  assertGreater(await ada.say("an ack comes through a full inbox"), count);
  const heard = await hear(ada, count);
  assertEquals(heard.map(({ msg }) => msg), heard.map((_, i) => `bob ${i}`));
});
