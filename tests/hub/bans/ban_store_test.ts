import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { ListedBans } from "./listed_bans.ts";

Deno.test("stored bans are in force from the start, unless they have ended", () => {
  const start = new MemoryHub().nowMs;
  const bans = new ListedBans([
    { number: 3, kind: "name", target: "Eve", untilMs: start + 60_000, reason: "spam" },
    { number: 4, kind: "network", target: "192.0.2.0/24", untilMs: start + 60_000, reason: "" },
    { number: 9, kind: "name", target: "bob", untilMs: start - 1, reason: "" },
  ]);
  const home = new MemoryHub({ bans });
  const elsewhere = { address: "198.51.100.1" };
  assertEquals(home.refusesHello({ name: "eve" }, elsewhere).code, "banned");
  assertEquals(home.refusesHello({ name: "ada" }, { address: "192.0.2.200" }).code, "banned");
  home.join("bob", {}, elsewhere);
  const operator = home.operator();
  operator.says("/ban carol 5");
  assertEquals([...bans.byNumber.keys()].sort(), [10, 3, 4]);
  operator.says("/unban eve");
  assertEquals([...bans.byNumber.keys()].sort(), [10, 4]);
  home.advance(61_000);
  operator.asks("/unban nobody");
  assertEquals([...bans.byNumber.keys()], [10]);
});

Deno.test("a ban lasts by the hub's own time, and is kept and listed by wall time", () => {
  const bans = new ListedBans();
  const home = new MemoryHub({ bans });
  const operator = home.operator();
  home.hub.wall.offsetMs = 3_600_000;
  operator.says("/ban eve 5");
  assertEquals(bans.byNumber.get(1)?.untilMs, home.nowMs + 65 * 60_000);
  assertStringIncludes(operator.asks("/bans").msg, "eve until 2026-11-21T06:05:00Z");
  home.hub.wall.offsetMs = 0;
  home.advance(299_999);
  assertStringIncludes(home.refusesHello({ name: "eve" }).message, "1 min from now");
  home.advance(1);
  home.join("eve");
});

Deno.test("a ban that the disk doesn't take is in force, and the operator is told", async () => {
  const bans = new ListedBans();
  bans.isBroken = true;
  const home = new MemoryHub({ bans });
  const operator = home.operator();
  operator.says("/ban eve 5");
  operator.hears();
  await operator.peer.nextNotice();
  assertMatch(operator.hearsNotices()[0], /in force but lasts no longer than the server: The disk/);
  assertEquals(home.refusesHello({ name: "eve" }).code, "banned");
});

Deno.test("a ban that the disk can't delete is lifted, and the operator is told", async () => {
  const bans = new ListedBans();
  const home = new MemoryHub({ bans });
  const operator = home.operator();
  operator.says("/ban eve 5");
  bans.isBroken = true;
  operator.hears();
  assertEquals(operator.asks("/unban eve").msg, "eve may join again.");
  await operator.peer.nextNotice();
  assertMatch(operator.hearsNotices()[0], /lifted, but in force again after a restart: The disk/);
  home.join("eve");
});

Deno.test("the ban that would end first is lifted beyond the limit, and the operator is told", () => {
  const bans = new ListedBans();
  const home = new MemoryHub({ limits: { maxBans: 1 }, bans });
  const operator = home.operator();
  operator.says("/ban 192.0.2.0/24 10");
  assertMatch(
    operator.asks("/ban eve 20").msg,
    /192\.0\.2\.0\/24 is lifted: at most 1 .*--max-bans/,
  );
  home.join("ada", {}, { address: "192.0.2.7" });
  assertEquals([...bans.byNumber.values()].map(({ target }) => target), ["eve"]);
});
