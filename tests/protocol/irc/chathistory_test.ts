import { assert, assertEquals, assertMatch } from "@std/assert";
import { IrcClient } from "../../support/peers/irc_client.ts";
import { memoryContext } from "../../support/server/memory_context.ts";
import type { Context } from "../../../transports/mod.ts";

const CAPABILITIES = "batch server-time message-tags draft/chathistory";

/** A room in which seven messages were said, one a second, and a client in it. */
async function story(): Promise<IrcClient> {
  let nowMs = 0;
  const context: Context = { ...memoryContext(), now: () => nowMs };
  const ada = await IrcClient.registered(context, "ada", CAPABILITIES);
  await ada.asks("JOIN #tea");
  for (let i = 1; i <= 7; i++) {
    nowMs = i * 1_000;
    await ada.asks(`PRIVMSG #tea :${i}`);
  }
  return ada;
}

function textsOf(lines: readonly string[]): string {
  return lines.filter((line) => line.includes(" PRIVMSG ")).map((line) => line.split(" :").at(-1))
    .join(" ");
}

const TIME = (seconds: number) => `timestamp=1970-01-01T00:00:0${seconds}.000Z`;

const QUERIES: readonly [query: string, texts: string][] = [
  ["LATEST #tea * 3", "5 6 7"],
  ["LATEST #tea msgid=e-5 9", "6 7"],
  [`LATEST #tea ${TIME(5)} 1`, "7"],
  ["BEFORE #tea msgid=e-4 2", "2 3"],
  [`BEFORE #tea ${TIME(4)} 9`, "1 2 3"],
  ["AFTER #tea msgid=e-4 2", "5 6"],
  [`AFTER #tea ${TIME(4)} 9`, "5 6 7"],
  ["AROUND #tea msgid=e-4 3", "3 4 5"],
  ["AROUND #tea msgid=e-4 1", "4"],
  ["BETWEEN #tea msgid=e-2 msgid=e-6 9", "3 4 5"],
  ["BETWEEN #tea msgid=e-2 msgid=e-6 2", "3 4"],
  ["BETWEEN #tea msgid=e-6 msgid=e-2 2", "4 5"],
  [`BETWEEN #tea ${TIME(2)} ${TIME(4)} 9`, "3"],
  [`AFTER #tea ${TIME(9)} 9`, ""],
];

for (const [query, texts] of QUERIES) {
  Deno.test(`CHATHISTORY ${query} finds "${texts}"`, async () => {
    const ada = await story();
    const lines = await ada.asks(`CHATHISTORY ${query}`);
    assertMatch(lines[0], /^:irc\.hubbub BATCH \+(\S+) chathistory #tea$/);
    assertMatch(lines.at(-1)!, /^:irc\.hubbub BATCH -\S+$/);
    assertEquals(textsOf(lines), texts);
    for (const line of lines.slice(1, -1)) {
      assertMatch(line, /^@batch=\S+;time=1970\S+;msgid=e-\d /);
    }
  });
}

const REFUSED: readonly [query: string, code: string][] = [
  ["", "INVALID_PARAMS"],
  ["NEWEST #tea * 3", "INVALID_PARAMS"],
  ["LATEST #tea", "NEED_MORE_PARAMS"],
  ["LATEST #coffee * 3", "INVALID_TARGET"],
  ["LATEST nobody * 3", "INVALID_TARGET"],
  ["BEFORE #tea yesterday 3", "INVALID_PARAMS"],
  ["BEFORE #tea msgid=e-x 3", "INVALID_PARAMS"],
  ["LATEST #tea * many", "INVALID_PARAMS"],
];

for (const [query, code] of REFUSED) {
  Deno.test(`CHATHISTORY ${query} is refused with ${code}`, async () => {
    const ada = await story();
    const [line, ...others] = await ada.asks(`CHATHISTORY ${query}`);
    assertEquals(others, []);
    assert(line.startsWith(`:irc.hubbub FAIL CHATHISTORY ${code} `), line);
  });
}

Deno.test("a talk of two holds the messages of both, and nobody else's", async () => {
  const context = memoryContext();
  const [ada, ben, eve] = await Promise.all(
    ["ada", "ben", "eve"].map((nick) => IrcClient.registered(context, nick, CAPABILITIES)),
  );
  for (
    const [client, line] of [
      [ada, "PRIVMSG ben :1"],
      [eve, "PRIVMSG ben :no"],
      [ben, "PRIVMSG ada :2"],
      [ada, "PRIVMSG eve :no"],
      [ada, "PRIVMSG ben :3"],
    ] as const
  ) await client.asks(line);
  await ada.hears();
  assertEquals(textsOf(await ada.asks("CHATHISTORY LATEST ben * 9")), "1 2 3");
  await ben.hears();
  assertEquals(textsOf(await ben.asks("CHATHISTORY LATEST ada * 2")), "2 3");
});

Deno.test("a newcomer who takes a name can't read what was said to it before", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada", CAPABILITIES);
  const ben = await IrcClient.registered(context, "ben", CAPABILITIES);
  await ada.asks("PRIVMSG ben :secret");
  ben.connection.detach(0);
  const other = await IrcClient.registered(context, "ben", CAPABILITIES);
  assertEquals(textsOf(await other.asks("CHATHISTORY LATEST ada * 9")), "");
});

Deno.test("the rooms and peers of a time are listed, with the time of their newest message", async () => {
  const ada = await story();
  const lines = await ada.asks(`CHATHISTORY TARGETS ${TIME(1)} ${TIME(9)} 9`);
  assertMatch(lines[0], /BATCH \+\S+ draft\/chathistory-targets$/);
  assertMatch(
    lines[1],
    /^@batch=\S+ :irc\.hubbub CHATHISTORY TARGETS #tea 1970-01-01T00:00:07\.000Z$/,
  );
});

Deno.test("a client that writes to itself reads it at once, and later in its history", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada", `${CAPABILITIES} labeled-response`);
  const line = (number: number, text: string) =>
    `time=1970-01-01T00:00:00.000Z;msgid=e-${number} :ada!~u@hubbub PRIVMSG ada :${text}`;
  assertEquals(await ada.asks("PRIVMSG ADA :milk"), [`@${line(1, "milk")}`]);
  await ada.asks("CAP REQ echo-message");
  assertEquals(await ada.asks("@label=7 PRIVMSG ada :bread"), [
    `@${line(2, "bread")}`,
    `@label=7;${line(2, "bread")}`,
  ]);
  assertEquals(textsOf(await ada.asks("CHATHISTORY LATEST ada * 9")), "milk bread");
  const ben = await IrcClient.registered(context, "ben", CAPABILITIES);
  assertEquals(textsOf(await ben.asks("CHATHISTORY LATEST ada * 9")), "");
});
