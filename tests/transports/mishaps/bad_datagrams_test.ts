import { assert, assertEquals, assertMatch } from "@std/assert";
import { Chatter } from "../../support/peers/chatter.ts";
import { connectUdp } from "../../support/peers/connect.ts";
import { mishapTest } from "./mishap.ts";

mishapTest("an empty datagram of a stranger is no peer", async (m) => {
  const ada = await m.datagrams();
  await ada.sendText("");
  await ada.hello("ada");
  await ada.sendText("");
  assertEquals(await ada.sync(), []);
});

mishapTest("a datagram that is no JSON object is refused, and the next one is fine", async (m) => {
  const ada = await m.datagrams();
  await ada.hello("ada");
  for (const [body, error] of [['{"name":', "not-json"], ['{"name":"ada","msg":1}', "bad-field"]]) {
    await ada.sendText(body);
    assertEquals((await ada.sync()).map((answer) => answer.error), [error]);
  }
});

mishapTest("a datagram that isn't UTF-8 is refused", async (m) => {
  const ada = await m.datagrams();
  await ada.connection.send(Uint8Array.of(0xb0, 0xa1, 0xc4, 0xe3));
  const connection = ada.connection;
  const answer = new TextDecoder().decode((await connection.receive())!);
  assertMatch(answer, /isn't UTF-8/);
});

mishapTest("20 bad datagrams in a row end that peer", async (m) => {
  const ada = await m.datagrams();
  await ada.hello("ada");
  for (let i = 0; i < 20; i++) await ada.sendText("{bad");
  const answers = await ada.until(({ event }) => event === "close");
  assertEquals(answers.at(-1)?.reason, "protocol-error");
});

mishapTest("the end of a lease is told, and frees the name", async (m) => {
  const ada = await m.datagrams();
  await ada.hello("ada");
  m.server.tick(300_001);
  assertEquals((await ada.receive()).reason, "idle-timeout");
  await m.witnessUntil(({ event, peer }) => event === "leave" && peer === "ada");
  // From an expired lease: the address is a stranger again, and may come back.
  ada.name = undefined;
  await ada.send({ msg: "still me" });
  assertEquals((await ada.receive()).error, "name-missing");
  await ada.hello("ada");
});

mishapTest(
  "datagrams over the rate are lost, and the peer is told at most once a second",
  async (m) => {
    const ada = await m.datagrams();
    await ada.hello("ada");
    for (let i = 0; i < 40; i++) await ada.say(`${i}`);
    const [complaint] = (await ada.until(({ error }) => error !== undefined)).slice(-1);
    assertEquals(complaint.error, "rate-limited");
    await m.syncWitness();
    assert(m.witnessed.length < 40, "some are lost");
    // A goodbye over the rate would be lost too; the lease ends it as well.
    m.server.tick(300_001);
  },
  { flags: ["--rate", "5", "--burst", "20"] },
);

mishapTest("another address can't use the name of a datagram peer", async (m) => {
  const ada = await m.datagrams();
  await ada.hello("ada");
  const forger = new Chatter(await connectUdp(m.server, { goodbye: "/quit" }), "json");
  await forger.send({ name: "ada", msg: "I am ada" });
  assertEquals((await forger.receive()).error, "name-taken");
  await forger.connection.close();
  await m.syncWitness();
  assertEquals(m.witnessed, []);
});
