import { assertEquals, assertGreater } from "@std/assert";
import { Chatter } from "../../support/peers/chatter.ts";
import { mishapTest } from "./mishap.ts";

/** A first message that is refused: what it is, the body, and its error. */
const FIRST: readonly [sentence: string, body: string, error: string][] = [
  ["text that is no JSON", "hello there", "not-json"],
  ["an array", '[{"name":"ada"}]', "json-not-object"],
  ["a string", '"ada"', "json-not-object"],
  ["a number", "42", "json-not-object"],
  ["null", "null", "json-not-object"],
  ["an empty object", "{}", "name-missing"],
  ["a message without name", '{"msg":"hi"}', "name-missing"],
  ["a name that is a number", '{"name":5}', "bad-field"],
  ["a name that is null", '{"name":null}', "bad-field"],
  ["an empty name", '{"name":""}', "name-empty"],
  ["a blank name", '{"name":"  "}', "name-empty"],
  ["an invisible name", '{"name":"\u200b\u2060"}', "name-empty"],
  ["a name of 33 characters", JSON.stringify({ name: "犬".repeat(33) }), "name-too-long"],
  ["a name of 129 bytes", JSON.stringify({ name: `${"👩‍🔬".repeat(12)}x` }), "name-too-long"],
  ["a name of 60,000 characters", JSON.stringify({ name: "x".repeat(60_000) }), "name-too-long"],
  ["the hub's own name", '{"name":"server"}', "name-reserved"],
  ["the hub's own name in another case", '{"name":"Echo"}', "name-reserved"],
  ["a name with a control character", '{"name":"a\\u0007b"}', "name-invalid"],
  ["a name with an escape sequence", '{"name":"\\u001b[31mred"}', "name-invalid"],
  ["a name with a line feed", '{"name":"a\\nserver: b"}', "name-invalid"],
  ["a name with a line separator", '{"name":"a\\u2028b"}', "name-invalid"],
  ["a name that turns text around", '{"name":"a\\u202eb"}', "name-invalid"],
  ["a name with a space in front", '{"name":" ada"}', "name-invalid"],
  ["a name like a room's", '{"name":"#ada"}', "name-invalid"],
  ["a name like a command", '{"name":"/ada"}', "name-invalid"],
  ["half a character in the name", '{"name":"\\ud83d"}', "lone-surrogate"],
  ["a taken name", '{"name":"witness"}', "name-taken"],
  ["a name that differs by case only", '{"name":"WitNess"}', "name-taken"],
  ["a name that differs by width only", '{"name":"ｗｉｔｎｅｓｓ"}', "name-taken"],
  ["a name that holds something invisible", '{"name":"wit\u200bness"}', "name-invalid"],
  ["a name that stands twice", '{"name":"ada","name":"bob"}', "json-duplicate-key"],
  [
    "deep nesting",
    `{"name":"ada","x":${"[".repeat(30_000)}${"]".repeat(30_000)}}`,
    "json-too-deep",
  ],
];

for (const [sentence, body, error] of FIRST) {
  mishapTest(`a first message that is ${sentence} is refused, and a good one joins`, async (m) => {
    const ada = new Chatter(await m.connect(), "json");
    await ada.sendText(body);
    const refusal = await ada.receive();
    assertEquals([refusal.event, refusal.error], ["error", error], refusal.msg);
    assertGreater(refusal.msg.length, 30);
    await ada.hello("ada");
    await m.syncWitness();
    assertEquals(m.witnessed, []);
  });
}

/** A message of somebody who has joined, and the error that answers it. */
const LATER: readonly [sentence: string, fields: Record<string, unknown>, error: string][] = [
  ["an empty msg", { msg: "" }, "empty-message"],
  ["a blank msg", { msg: " \n\t\u3000" }, "empty-message"],
  ["a msg that is no string", { msg: ["hi"] }, "bad-field"],
  ["half a character in the msg", { msg: "\ud83d!" }, "lone-surrogate"],
  ["an unknown recipient", { msg: "hi", to: "nobody" }, "peer-unknown"],
  ["an empty recipient", { msg: "hi", to: "" }, "peer-unknown"],
  ["an unknown room", { msg: "hi", to: "#nowhere" }, "room-unknown"],
  ["a room without a name", { msg: "hi", to: "#" }, "room-name-invalid"],
  ["oneself as recipient", { msg: "hi", to: "ada" }, "to-yourself"],
  ["an id that is too long", { msg: "hi", id: "x".repeat(65) }, "bad-field"],
  ["a negative since", { since: -1 }, "bad-field"],
  ["a heartbeat of a second", { heartbeat: 1 }, "bad-field"],
  ["a taken new name", { name: "Witness", msg: "hi" }, "name-taken"],
  ["a command of the operator's", { msg: "/kick witness" }, "not-operator"],
  ["an unknown command", { msg: "/frobnicate" }, "command-unknown"],
];

for (const [sentence, fields, error] of LATER) {
  mishapTest(`a message with ${sentence} is refused, and nothing is said`, async (m) => {
    const { chatter } = await m.join("ada");
    const answers = await chatter.ask(fields);
    assertEquals(answers.map((answer) => answer.error), [error]);
    await m.syncWitness();
    assertEquals(m.witnessed, []);
  });
}

mishapTest("an empty msg in the first message claims the name all the same", async (m) => {
  const ada = new Chatter(await m.connect(), "json");
  ada.name = "ada";
  const [welcome, refusal] = await ada.ask({ msg: "" });
  assertEquals([welcome.you, refusal.error], ["ada", "empty-message"]);
});

mishapTest("a name that changes in the middle of a burst changes just there", async (m) => {
  const { chatter } = await m.join("ada");
  await chatter.send({ msg: "1" });
  await chatter.send({ name: "bob", msg: "2" });
  await chatter.send({ name: "bob", msg: "3" });
  chatter.name = "bob";
  await chatter.sync();
  await m.syncWitness();
  assertEquals(
    m.witnessed.map(({ name, msg }) => [name, msg]),
    [["ada", "1"], ["server", "ada is now bob"], ["bob", "2"], ["bob", "3"]],
  );
});
