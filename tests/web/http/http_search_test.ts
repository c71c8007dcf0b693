import { assertEquals, assertMatch } from "@std/assert";
import { socketTest } from "../../support/gate.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import { startTestServer } from "../../support/server/test_server.ts";
import { ask, post } from "./answered.ts";

const WEB = ["--web", "0", "--tcp", "0"];

socketTest(
  "GET /search finds messages of rooms, the newest first, and no direct ones",
  async () => {
    await using server = await startTestServer(WEB);
    await using ada = await joinTcp(server, "ada");
    for (let i = 1; i <= 3; i++) await post(server, { name: "ci", msg: `green tea ${i}` });
    await post(server, { name: "ci", msg: "green tea for ada", to: "ada" });
    await ada.ask({ msg: "/join #tea" });
    await ada.ask({ msg: "green tea 5", to: "#tea" });
    const read = async (query: string) => {
      const { json } = await ask(server, `/search?${query}`);
      return json.messages!.map(({ msg }) => msg.slice(-1)).join("");
    };
    assertEquals(await read("q=TEA+green"), "5321");
    assertEquals(await read("q=tea&to=tea"), "5");
    assertEquals(await read("q=tea+in:%23lobby"), "321");
    assertEquals(await read("q=tea&from=ci"), "321");
    assertEquals(await read("q=tea&before=3"), "21");
    assertEquals(await read("q=tea+after:2"), "53");
    assertEquals(await read("q=cocoa"), "");
    const { json } = await ask(server, "/search?q=tea&limit=2&to=lobby");
    assertEquals([json.count, json.more, json.before], [2, true, 2]);
  },
);

socketTest("a search over HTTP without words, or with a wrong date, is a bad query", async () => {
  await using server = await startTestServer(WEB);
  for (const query of ["", "q=", "q=x&limit=0", "q=x&limit=101", "q=x&before=soon"]) {
    const { status, json } = await ask(server, `/search?${query}`);
    assertEquals([status, json.error], [400, "bad-query"], query);
  }
  assertMatch(
    (await ask(server, "/search")).json.msg!,
    /^"q" with the words .*\/search\?q=green\+tea/,
  );
  assertMatch((await ask(server, "/search?q=x&after=soon")).json.msg!, /a date like 2026-11-27/);
});

socketTest("a search in a room that nobody knows names it", async () => {
  await using server = await startTestServer(WEB);
  for (const to of ["nope", "%23nope"]) {
    const { status, json } = await ask(server, `/search?q=x&to=${to}`);
    assertEquals([status, json.error], [404, "room-unknown"]);
    assertMatch(json.msg!, /^There is no room #nope:/);
  }
  assertEquals((await ask(server, "/search?q=x&to=lobby")).status, 200);
});
