import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Chatter, messagesOf } from "../../support/peers/chatter.ts";
import { pack } from "../../support/peers/wire.ts";
import { joined } from "../../support/bytes/joined.ts";
import { lastWords, mishapTest, packed } from "./mishap.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

mishapTest("an HTTP client gets an HTTP answer that names the web port", async (m) => {
  const connection = await m.connect("plain");
  const request = "POST /chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";
  await connection.sendRaw(encoder.encode(request + "x".repeat(100_000)));
  // Fails where a reset, because of what wasn't read, could cost the client its answer.
  const answer = decoder.decode(await connection.readAll({ toleratesReset: false }));
  assertMatch(answer, /^HTTP\/1\.1 400 Bad Request\r\n/);
  assertStringIncludes(answer, "--web");
  const [head, body] = answer.split("\r\n\r\n");
  assertEquals(Number(/Content-Length: (\d+)/.exec(head)?.[1]), encoder.encode(body).length);
});

mishapTest("a TLS client gets an alert", async (m) => {
  const connection = await m.connect("plain");
  const hello = new Uint8Array(517).fill(7);
  hello.set([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]);
  await connection.sendRaw(hello);
  assertEquals([...(await connection.readAll()).subarray(0, 2)], [0x15, 0x03]);
});

mishapTest("an SSH client gets a sentence", async (m) => {
  const connection = await m.connect("plain");
  await connection.sendRaw(encoder.encode("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"));
  assertMatch(decoder.decode(await connection.readAll()), /^server: .*SSH/);
});

mishapTest("a connection that never speaks is told so after a minute, and ended", async (m) => {
  const connection = await m.connect("plain");
  // Known to the server for sure once one that came later is answered.
  await m.join("later");
  m.server.tick(60_001);
  const [last] = await new Chatter(connection, "plain").rest();
  assertMatch(last.msg, /within 60000 ms/);
});

mishapTest("a frame that never gets whole counts as silence", async (m) => {
  const connection = await m.connect();
  await connection.sendRaw(packed({ name: "ada" }).subarray(0, 9));
  await m.join("later");
  m.server.tick(60_001);
  assertEquals((await lastWords(connection)).at(-1)?.reason, "hello-timeout");
});

mishapTest(
  "a peer that promised heartbeats and falls silent is ended; another one stays",
  async (m) => {
    const { chatter: silent } = await m.join("silent");
    const { chatter: quiet } = await m.join("quiet");
    await silent.ask({ heartbeat: 5 });
    m.server.tick(3_600);
    await silent.until(({ event }) => event === "heartbeat");
    m.server.tick(10_001);
    assertEquals((await silent.rest()).at(-1)?.reason, "idle-timeout");
    assert((await quiet.sync()).every(({ event }) => event !== "close"));
  },
);

mishapTest("a reset in place of a close frees the name", async (m) => {
  const { connection } = await m.join("ada");
  // Closing with something unread makes the kernel send a reset.
  await connection.sendRaw(packed({ name: "ada", msg: "/help" }));
  await m.witness.ask({ msg: "unread" });
  connection.close();
  await m.witnessUntil(({ event, peer }) => event === "leave" && peer === "ada");
});

mishapTest("messages before a half-close are routed, and their answers arrive", async (m) => {
  const connection = await m.connect();
  await connection.sendRaw(joined([
    packed({ name: "ada" }),
    packed({ name: "ada", msg: "first", id: "1" }),
    packed({ name: "ada", to: "echo", msg: "last" }),
  ]));
  await connection.conn.closeWrite();
  const owed = await lastWords(connection);
  assertEquals(owed.map(({ event, msg }) => event ?? msg).sort(), ["LAST", "ack", "welcome"]);
  await m.witnessUntil(({ event }) => event === "leave");
  assertEquals(m.witnessed.map(({ msg }) => msg), ["first"]);
});

mishapTest("a plain line without an end is a line once the other side has ended", async (m) => {
  const connection = await m.connect("plain");
  await connection.sendRaw(encoder.encode("hello\r\nand bye"));
  await connection.conn.closeWrite();
  await new Chatter(connection, "plain").rest();
  await m.witnessUntil(({ event }) => event === "leave");
  assertEquals(m.witnessed.map(({ msg }) => msg), ["hello", "and bye"]);
});

mishapTest("text without an end is a line after a while", async (m) => {
  const connection = await m.connect("plain");
  await connection.sendRaw(encoder.encode("hello"));
  await m.witnessUntil(({ msg }) => msg === "hello");
}, { flags: ["--unterminated-ms", "20"] });

mishapTest("a flood is slowed down to the rate, and nothing of it is lost", async (m) => {
  const { chatter, connection } = await m.join("ada");
  const flood = Array.from({ length: 60 }, (_, i) => packed({ name: "ada", msg: `${i}` }));
  await connection.sendRaw(joined(flood));
  // The witness is answered while most of it still waits.
  await m.syncWitness();
  assert(m.witnessed.length < 60, "the flood is still under way");
  await chatter.sync();
  await m.syncWitness();
  assertEquals(m.witnessed.map(({ msg }) => msg), flood.map((_, i) => `${i}`));
}, { flags: ["--rate", "100", "--burst", "10"] });

mishapTest("an address with too many connections is told so, until one is closed", async (m) => {
  const { connection: first } = await m.join("one");
  await m.join("two");
  const refused = await m.connect("plain");
  const [refusal] = await new Chatter(refused, "plain").rest();
  assertMatch(refusal.msg, /127\.0\.0\.1 has 3 connections/);
  first.close();
  await m.witnessUntil(({ event, peer }) => event === "leave" && peer === "one");
  await m.join("three");
}, { flags: ["--max-per-address", "3"] });

mishapTest("a reader that never reads is ended, and delays nobody", async (m) => {
  const { connection: deaf } = await m.join("deaf");
  const text = "x".repeat(60_000);
  let isGone = false;
  for (let i = 0; i < 1_000 && !isGone; i++) {
    await m.witness.say(text);
    isGone = (await m.witness.sync()).some(({ event, peer }) =>
      event === "leave" && peer === "deaf"
    );
  }
  assert(isGone, "the slow reader was never let go");
  deaf.close();
}, { flags: ["--outbox-max-bytes", "131072"] });

mishapTest("a sender that never reads its answers is ended as well", async (m) => {
  const { connection } = await m.join("ada");
  const frame = pack("frames-le", encoder.encode(JSON.stringify({ name: "ada", msg: "/help" })));
  const burst = joined(Array.from({ length: 500 }, () => frame));
  const sending = (async () => {
    for (;;) await connection.sendRaw(burst);
  })().catch(() => {});
  await m.witnessUntil(({ event, peer }) => event === "leave" && peer === "ada");
  connection.close();
  await sending;
}, { flags: ["--outbox-max-bytes", "131072"] });

mishapTest("a message of nothing but line ends doesn't drown those who read lines", async (m) => {
  const connection = await m.connect("plain");
  const reader = new Chatter(connection, "plain");
  await reader.hello("reader");
  const { chatter: ada } = await m.join("a".repeat(32));
  for (let i = 0; i < 4; i++) await ada.ask({ msg: `x${"\n".repeat(30_000)}y` });
  const heard = messagesOf(await reader.sync());
  assertEquals(heard.filter(({ msg }) => msg.endsWith("⏎y")).length, 4);
});
