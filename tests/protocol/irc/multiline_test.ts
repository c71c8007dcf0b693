import { assert, assertEquals, assertMatch } from "@std/assert";
import { MemoryPeer } from "../../support/hub/memory_peer.ts";
import { IrcClient } from "../../support/peers/irc_client.ts";
import { memoryContext } from "../../support/server/memory_context.ts";

const CAPABILITIES =
  "batch message-tags draft/multiline echo-message labeled-response standard-replies";

async function inTea(nick: string, capabilities = "", context = memoryContext()) {
  const client = await IrcClient.registered(context, nick, capabilities);
  await client.asks("JOIN #tea");
  return client;
}

Deno.test("a message of several lines is one for those that can read it, and lines for others", async () => {
  const context = memoryContext();
  const ada = await inTea("ada", CAPABILITIES, context);
  const ben = await inTea("ben", CAPABILITIES, context);
  const old = await inTea("old", "message-tags", context);
  for (const client of [ada, ben, old]) await client.hears();
  const echo = await ada.asks(
    "@label=7 BATCH +1 draft/multiline #tea",
    "@batch=1 PRIVMSG #tea :one",
    "@batch=1 PRIVMSG #tea :",
    "@batch=1 PRIVMSG #tea :tw",
    "@batch=1;draft/multiline-concat PRIVMSG #tea :o",
    "BATCH -1",
  );
  const batch = [
    "@msgid=e-1 :ada!~u@hubbub BATCH +m1 draft/multiline #tea",
    "@batch=m1 :ada!~u@hubbub PRIVMSG #tea :one",
    "@batch=m1 :ada!~u@hubbub PRIVMSG #tea :",
    "@batch=m1 :ada!~u@hubbub PRIVMSG #tea :tw",
    "@batch=m1;draft/multiline-concat :ada!~u@hubbub PRIVMSG #tea :o",
    ":ada!~u@hubbub BATCH -m1",
  ];
  assertEquals(await ben.hears(), batch);
  assertEquals(echo, [batch[0].replace("@", "@label=7;"), ...batch.slice(1)]);
  assertEquals(await old.hears(), [
    "@msgid=e-1 :ada!~u@hubbub PRIVMSG #tea :one",
    ":ada!~u@hubbub PRIVMSG #tea :tw",
    ":ada!~u@hubbub PRIVMSG #tea :o",
  ]);
});

Deno.test("a message of several lines keeps its parts, its blank lines and its tags", async () => {
  const context = memoryContext();
  const ada = await inTea("ada", CAPABILITIES, context);
  const old = await inTea("old", "message-tags", context);
  const json = new MemoryPeer();
  const member = await context.hub.attach(json, { name: "json" }, 0);
  context.hub.handle(member, { msg: "/join #tea" }, 0);
  json.heardSince();
  await old.hears();
  await ada.asks(
    "@+example=1 BATCH +1 draft/multiline #tea",
    "@batch=1 PRIVMSG #tea :",
    "@batch=1 PRIVMSG #tea :\x02bold ",
    "@batch=1;draft/multiline-concat PRIVMSG #tea :and\x02 plain",
    "@batch=1;draft/multiline-concat PRIVMSG #tea :, too",
    "BATCH -1",
  );
  assertEquals(await old.hears(), [
    "@msgid=e-1;+example=1 :ada!~u@hubbub PRIVMSG #tea :bold ",
    "@+example=1 :ada!~u@hubbub PRIVMSG #tea :and plain",
    "@+example=1 :ada!~u@hubbub PRIVMSG #tea :, too",
  ]);
  const [said] = json.heardSince().filter(({ msg }) => msg.includes("bold"));
  assertEquals(said.msg, "\nbold and plain, too");
  const late = await IrcClient.registered(context, "late", CAPABILITIES);
  const lines = await late.asks("JOIN #tea");
  const text = " :ada!~u@hubbub PRIVMSG #tea :";
  assertEquals(lines.filter((line) => line.includes(text)), [
    `@batch=m1${text}[1970-01-01 00:00] `,
    `@batch=m1${text}bold `,
    `@batch=m1;draft/multiline-concat${text}and plain`,
    `@batch=m1;draft/multiline-concat${text}, too`,
  ]);
});

Deno.test("a line of another peer's that is too long comes in parts that go on with it", async () => {
  const context = memoryContext();
  const ada = await inTea("ada", CAPABILITIES, context);
  const bob = await inTea("bob", "", context);
  await ada.hears();
  const text = "x".repeat(600);
  context.hub.handle(bob.connection.member!, { msg: text, to: "#tea" }, 0);
  const lines = await ada.hears();
  assertEquals(lines.length, 4);
  assertMatch(lines[2], /^@batch=m1;draft\/multiline-concat /);
  assertEquals(lines.slice(1, 3).map((line) => line.split(" :").at(-1)).join(""), text);
});

const WRONG: readonly [code: string, lines: readonly string[]][] = [
  ["MULTILINE_INVALID", ["@batch=1;draft/multiline-concat PRIVMSG #tea :x"]],
  ["MULTILINE_INVALID", ["@batch=1 PRIVMSG #tea :x", "@batch=1 NOTICE #tea :x"]],
  ["MULTILINE_INVALID_TARGET", ["@batch=1 PRIVMSG #coffee :x"]],
  ["MULTILINE_MAX_LINES", Array(101).fill("@batch=1 PRIVMSG #tea :x")],
  ["MULTILINE_MAX_BYTES", Array(80).fill(`@batch=1 PRIVMSG #tea :${"x".repeat(400)}`)],
];

for (const [code, lines] of WRONG) {
  Deno.test(`a message of several lines is refused once with ${code}, and not said`, async () => {
    const context = memoryContext();
    const ada = await inTea("ada", CAPABILITIES, context);
    const [refusal, ...others] = await ada.asks(
      "BATCH +1 draft/multiline #tea",
      ...lines,
      "BATCH -1",
    );
    assert(refusal.startsWith(`:irc.hubbub FAIL BATCH ${code} `), refusal);
    assertEquals(others, []);
    assertEquals(context.hub.history.lastSeq, 0);
  });
}

Deno.test("a refusal of the hub comes under the label of the whole message", async () => {
  const ada = await inTea("ada", CAPABILITIES);
  const lines = await ada.asks(
    "@label=7 BATCH +1 draft/multiline nobody",
    "@batch=1 PRIVMSG nobody :one",
    "@batch=1 PRIVMSG nobody :two",
    "BATCH -1",
  );
  assertEquals(lines.length, 1);
  assertMatch(lines[0], /^@label=7 :irc\.hubbub 401 ada nobody :/);
});
