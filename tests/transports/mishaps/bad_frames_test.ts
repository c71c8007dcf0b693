import { assert, assertEquals, assertMatch } from "@std/assert";
import { Chatter } from "../../support/peers/chatter.ts";
import { pack, packLength } from "../../support/peers/wire.ts";
import { joined } from "../../support/bytes/joined.ts";
import { lastWords, mishapTest, packed } from "./mishap.ts";

const encoder = new TextEncoder();

for (const wire of ["frames-le", "frames-be"] as const) {
  mishapTest(`${wire}: frames of length zero are passed over, wherever they stand`, async (m) => {
    const connection = await m.connect(wire);
    const zero = packLength(wire, 0);
    await connection.sendRaw(joined([zero, zero, packed({ name: "ada" }, wire), zero]));
    const ada = new Chatter(connection, "json");
    const [welcome] = await ada.sync();
    assertEquals(welcome.you, "ada");
    await connection.sendRaw(zero);
    assertEquals(await ada.sync(), []);
  });

  for (const length of [-1, -300_000, 65_508, 2_147_483_647]) {
    mishapTest(
      `${wire}: a length of ${length} mid-stream is told and ends that connection`,
      async (m) => {
        const connection = await m.connect(wire);
        await connection.sendRaw(joined([packed({ name: "ada" }, wire), packLength(wire, length)]));
        const answers = await lastWords(connection);
        assertEquals(answers.map(({ event }) => event), ["welcome", "error", "close"]);
        assertEquals(answers[1].error, "frame-too-large");
        assertMatch(answers[1].msg, /65507/);
      },
    );

    mishapTest(
      `${wire}: a first length of ${length} is told and ends that connection`,
      async (m) => {
        const connection = await m.connect(wire);
        await connection.sendRaw(
          joined([packLength(wire, length), encoder.encode('{"name":"a"}')]),
        );
        const text = new TextDecoder().decode(await connection.readAll());
        assertMatch(text, /frame-too-large|are no chat message/);
      },
    );
  }

  mishapTest(`${wire}: a connection that ends within a frame leaves nothing behind`, async (m) => {
    const connection = await m.connect(wire);
    const whole = packed({ name: "ada", msg: "never said" }, wire);
    await connection.sendRaw(joined([packed({ name: "ada" }, wire), whole.subarray(0, -1)]));
    await new Chatter(connection, "json").receive();
    connection.close();
    await m.witnessUntil(({ event, peer }) => event === "leave" && peer === "ada");
    assertEquals(m.witnessed, []);
  });

  mishapTest(`${wire}: a frame that comes byte by byte is whole in the end`, async (m) => {
    const connection = await m.connect(wire);
    for (const byte of packed({ name: "ada", msg: "slowly" }, wire)) {
      await connection.sendRaw(Uint8Array.of(byte));
    }
    const ada = new Chatter(connection, "json");
    await ada.sync();
    await m.syncWitness();
    assertEquals(m.witnessed.map(({ msg }) => msg), ["slowly"]);
  });
}

mishapTest("a frame that isn't UTF-8 is refused, and the next one is fine", async (m) => {
  const { chatter, connection } = await m.join("ada");
  const body = joined([
    encoder.encode('{"name":"ada","msg":"'),
    Uint8Array.of(0xc3, 0x28, 0x22, 0x7d),
  ]);
  await connection.sendRaw(pack("frames-le", body));
  assertEquals((await chatter.sync()).map(({ error }) => error), ["not-utf8"]);
});

mishapTest("garbage bytes are refused with a sentence that shows them", async (m) => {
  const connection = await m.connect("plain");
  await connection.sendRaw(Uint8Array.of(0x9e, 0x01, 0x8f, 0xf9, 0x05, 0x06, 0x07, 0x80));
  const [refusal] = await new Chatter(connection, "plain").rest();
  assertMatch(refusal.msg, /9e 01 8f f9/);
});

mishapTest("garbage after a good hello ends that connection with a sentence", async (m) => {
  const { chatter, connection } = await m.join("ada");
  await connection.sendRaw(crypto.getRandomValues(new Uint8Array(1_000)).fill(0xee, 0, 4));
  const answers = await chatter.rest();
  assertEquals(answers.map(({ event }) => event), ["error", "close"]);
});

mishapTest("20 bad frames in a row end a connection, 19 don't", async (m) => {
  const { chatter, connection } = await m.join("ada");
  const bad = pack("frames-le", encoder.encode("no JSON at all"));
  await connection.sendRaw(joined(Array.from({ length: 19 }, () => bad)));
  // A good frame starts the count again.
  assertEquals((await chatter.sync()).length, 19);
  await connection.sendRaw(joined(Array.from({ length: 25 }, () => bad)));
  const answers = await chatter.rest();
  assertEquals(answers.filter(({ error }) => error === "not-json").length, 20);
  assertEquals(answers.at(-1)?.reason, "protocol-error");
});

mishapTest("a line that is too long is refused, and the next one is fine", async (m) => {
  const connection = await m.connect("json-lines");
  const ada = new Chatter(connection, "json");
  await ada.hello("ada");
  await ada.sendText(`{"name":"ada","msg":"${"x".repeat(200_000)}"}`);
  const answers = await ada.sync();
  assertEquals(answers.map(({ error }) => error), ["message-too-large"]);
  assert(m.witnessed.length === 0);
});
