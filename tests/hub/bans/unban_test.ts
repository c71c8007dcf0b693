import { assertEquals, assertStringIncludes } from "@std/assert";
import { MemoryHub } from "../../support/hub/memory_hub.ts";

Deno.test("/unban says where there was no ban, and of an address which network is banned", () => {
  const home = new MemoryHub();
  const operator = home.operator();
  assertEquals(operator.asks("/unban bob").msg, "bob wasn't banned: /bans lists who is.");
  assertStringIncludes(operator.asks("/unban 7").msg, "No ban has the number 7");
  operator.says("/ban 192.0.2.0/24 5");
  assertStringIncludes(
    operator.asks("/unban 192.0.2.7").msg,
    "192.0.2.7 wasn't banned by itself, but with 192.0.2.0/24",
  );
});

for (
  const [bans, unban, says] of [
    [
      ["192.0.2.0/24", "192.0.2.2"],
      "192.0.2.2",
      "The ban of 192.0.2.2 is lifted, but 192.0.2.0/24 is still banned, which holds it: /unban 192.0.2.0/24 lifts that.",
    ],
    [
      ["192.0.2.0/24", "192.0.0.0/16", "192.0.2.2"],
      "3",
      "The ban of 192.0.2.2 is lifted, but 192.0.2.0/24, 192.0.0.0/16 are still banned, which hold it: /bans lists them.",
    ],
    [
      ["2001:db8::/32", "2001:DB8:7::/48"],
      "2001:db8:7::/48",
      "The ban of 2001:db8:7::/48 is lifted, but 2001:db8::/32 is still banned, which holds it: /unban 2001:db8::/32 lifts that.",
    ],
    [
      ["192.0.2.0/24", "192.0.2.2"],
      "192.0.2.0/24",
      "192.0.2.0/24 may join again, but 192.0.2.2 is still banned: /unban 192.0.2.2 lifts that.",
    ],
    [
      ["192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"],
      "192.0.2.0/24",
      "192.0.2.0/24 wasn't banned as a whole, but 192.0.2.2, 192.0.2.3, 192.0.2.4 and 1 more are still banned: /bans lists them.",
    ],
    [
      ["192.0.2.0/24"],
      "192.0.2.0/25",
      "192.0.2.0/25 wasn't banned by itself, but with 192.0.2.0/24: /unban 192.0.2.0/24 lets all of it in again.",
    ],
    [["192.0.2.0/24", "192.0.3.2"], "192.0.3.2", "192.0.3.2 may join again."],
    [["192.0.2.0/24", '"192.0.2.2"'], '"192.0.2.2"', '"192.0.2.2" may join again.'],
  ] as const
) {
  Deno.test(`/unban ${unban} names what still holds of the bans ${bans.join(", ")}`, () => {
    const operator = new MemoryHub().operator();
    for (const ban of bans) operator.says(`/ban ${ban} 5`);
    assertEquals(operator.asks(`/unban ${unban}`).msg, says);
  });
}

Deno.test("answers show a name as commands take it", () => {
  const home = new MemoryHub();
  const operator = home.operator();
  assertStringIncludes(
    operator.asks('/ban "nobody there" 5').msg,
    '"nobody there" is banned for 5 min;',
  );
  assertStringIncludes(operator.asks("/bans").msg, '1. "nobody there" until');
  assertEquals(operator.asks("/unban 1").msg, '"nobody there" may join again.');
  assertEquals(
    operator.asks("/unban nobody there").msg,
    `"nobody there" wasn't banned: /bans lists who is.`,
  );
  home.join("bob i");
  operator.hears();
  assertStringIncludes(operator.asks("/whois bob i").msg, '"bob i" is a guest');
  assertEquals(operator.asks("/kick bob i").msg, '"bob i" is kicked.');
});

Deno.test("a name that looks like a number or an address is banned and lifted in quotes", () => {
  const home = new MemoryHub();
  const operator = home.operator();
  const peer = home.join("192.0.2.1", {}, { address: "198.51.100.1" });
  operator.says('/ban "192.0.2.1" 5');
  assertEquals(peer.peer.closed?.code, "banned");
  home.join("else", {}, { address: "192.0.2.1" });
  operator.says('/ban "1" 5');
  assertEquals(operator.asks('/unban "1"').msg, '"1" may join again.');
  assertEquals(operator.asks("/unban 1").msg, '"192.0.2.1" may join again.');
});
