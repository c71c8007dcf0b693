import { assertEquals, assertMatch } from "@std/assert";
import { IrcClient } from "../../support/peers/irc_client.ts";
import { memoryContext } from "../../support/server/memory_context.ts";

const CAPABILITIES = "batch server-time message-tags soju.im/search";

/** ada in #tea and #ops, and bob in #tea alone, after some messages. */
async function people(capabilities = CAPABILITIES): Promise<{ ada: IrcClient; bob: IrcClient }> {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada", capabilities);
  const bob = await IrcClient.registered(context, "bob", capabilities);
  await ada.asks("JOIN #tea");
  await ada.asks("JOIN #ops");
  await bob.asks("JOIN #tea");
  await ada.asks("PRIVMSG #tea :green tea");
  await bob.asks("PRIVMSG #tea :black tea");
  await ada.asks("PRIVMSG #ops :tea is out");
  await bob.asks("PRIVMSG ada :tea for two");
  return { ada, bob };
}

/** The results as `target text`, oldest first. */
function resultsOf(lines: readonly string[]): string[] {
  return lines.filter((line) => line.includes(" PRIVMSG "))
    .map((line) => line.replace(/^.* PRIVMSG (\S+) :/, "$1 "));
}

const QUERIES: readonly [attributes: string, results: readonly string[]][] = [
  ["text=tea", ["#tea green tea", "#tea black tea", "#ops tea is out", "ada tea for two"]],
  ["text=tea;in=#tea;limit=1", ["#tea black tea"]],
  ["text=black\\stea", ["#tea black tea"]],
  [":text=black tea", ["#tea black tea"]],
  ["from=bob;in=#tea", ["#tea black tea"]],
  ["in=bob", ["ada tea for two"]],
  ["text=tea;before=1969-01-01T00:00:00.000Z", []],
  ["text=tea;after=1969-01-01T00:00:00.000Z;in=#ops", ["#ops tea is out"]],
];

for (const [attributes, results] of QUERIES) {
  Deno.test(`SEARCH ${attributes} finds ${results.length} in a batch`, async () => {
    const { ada } = await people();
    const lines = await ada.asks(`SEARCH ${attributes}`);
    assertMatch(lines[0], /^:irc\.hubbub BATCH \+(\S+) soju\.im\/search$/);
    assertMatch(lines.at(-1)!, /^:irc\.hubbub BATCH -\S+$/);
    assertEquals(resultsOf(lines), results);
    for (const line of lines.slice(1, -1)) assertMatch(line, /^@batch=\S+;time=\S+;msgid=e-\d /);
  });
}

Deno.test("an answer to SEARCH has the newest messages, at most 256 KiB", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada", `${CAPABILITIES} draft/multiline`);
  const msg = `tea ${"x".repeat(28_000)}`;
  const records = [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((seq) => {
    const said = { seq, time: "1970-01-01T00:00:00.000Z", name: "bob", msg };
    return { scope: "#tea", seq, json: new TextEncoder().encode(JSON.stringify(said)) };
  });
  // The history of these tests keeps 10 kB.
  context.hub.search.pageFor = () => Promise.resolve({ records, searchedFrom: undefined });
  const found = (await ada.asks("SEARCH text=tea"))
    .flatMap((line) => /msgid=e-(\d+)/.exec(line)?.[1] ?? []);
  assertEquals([...new Set(found)], ["4", "5", "6", "7", "8", "9", "10", "11", "12"]);
});

Deno.test("nobody finds by SEARCH what it may not read", async () => {
  const { bob } = await people();
  const results = resultsOf(await bob.asks("SEARCH text=tea"));
  assertEquals(results, ["#tea green tea", "#tea black tea", "ada tea for two"]);
  const [refusal] = await bob.asks("SEARCH text=tea;in=#ops");
  assertMatch(
    refusal,
    /^:irc\.hubbub FAIL SEARCH INVALID_PARAMS text=tea;in=#ops :You aren't in #ops/,
  );
});

Deno.test("a SEARCH for nothing, at no time, or without the capability is refused", async () => {
  const { ada } = await people();
  for (const wrong of ["limit=3", "text=tea;before=tomorrow"]) {
    const [refusal] = await ada.asks(`SEARCH ${wrong}`);
    assertMatch(refusal, /^:irc\.hubbub FAIL SEARCH INVALID_PARAMS \S+ :/);
  }
  const { ada: old } = await people("batch");
  assertMatch((await old.asks("SEARCH text=tea"))[0], / 421 ada SEARCH :Ask for the capability/);
});
