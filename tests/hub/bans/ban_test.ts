import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { PlainAccounts } from "../../support/hub/plain_accounts.ts";
import { registerName } from "../../support/hub/register_name.ts";

const NETWORKS: readonly [ban: string, inside: string, outside: string][] = [
  ["192.0.2.0/24", "192.0.2.7", "192.0.3.7"],
  ["192.0.2.9/24", "::ffff:192.0.2.7", "198.51.100.1"],
  ["2001:db8::/32", "2001:DB8:ffff::1", "2001:db9::1"],
  ["2001:DB8:0:1:0::7", "2001:db8:0:1::7", "2001:db8:0:1::8"],
  ["::ffff:192.0.2.0/120", "192.0.2.255", "192.0.1.255"],
  ["2001:db8::1/64", "2001:db8::ffff", "2001:db8:0:1::1"],
  ["[2001:db8::7]", "2001:db8::7", "2001:db8::8"],
  ["[2001:db8::]/32", "2001:db8::7", "2001:db9::8"],
];

for (const [ban, inside, outside] of NETWORKS) {
  Deno.test(`/ban ${ban} ends ${inside}, keeps it out, and lets ${outside} be`, () => {
    const home = new MemoryHub();
    const [bad, good] = [
      home.join("bad", {}, { address: inside }),
      home.join("good", {}, { address: outside }),
    ];
    const operator = home.operator();
    assertStringIncludes(operator.asks(`/ban ${ban} 5 floods`).msg, "1 connection ended");
    assertEquals([bad.peer.closed?.code, good.peer.closed], ["banned", undefined]);
    const refusal = home.refusesHello({ name: "x" }, { address: inside });
    assertEquals(refusal.code, "banned");
    assertStringIncludes(refusal.message, `"${inside}" is banned for 5 min from now: floods.`);
    home.join("fine", {}, { address: outside });
    assertStringIncludes(operator.asks(`/unban ${ban}`).msg, "may join again");
    home.join("x", {}, { address: inside });
  });
}

Deno.test("/bans lists who is banned until when and why, by numbers that /unban takes", () => {
  const home = new MemoryHub();
  const operator = home.operator();
  assertEquals(operator.asks("/bans").msg, "Nobody is banned.");
  operator.says("/ban eve 10 spam, and more spam");
  operator.says("/ban 2001:DB8::/32 60");
  const list = operator.asks("/bans");
  assertEquals(list.event, "bans");
  assertEquals(list.count, 2);
  assertEquals(list.bans, [
    { number: 1, who: "eve", until: "2026-11-21T05:10:00.000Z", reason: "spam, and more spam" },
    { number: 2, who: "2001:db8::/32", until: "2026-11-21T06:00:00.000Z", reason: "" },
  ]);
  assertEquals(
    list.msg,
    "2 banned: 1. eve until 2026-11-21T05:10:00Z (spam, and more spam); 2. 2001:db8::/32 until 2026-11-21T06:00:00Z. /unban and a number lifts one.",
  );
  assertEquals(operator.asks("/unban 1").msg, "eve may join again.");
  home.join("eve");
  home.advance(60 * 60_000);
  assertEquals(operator.asks("/bans").count, 0);
  assertEquals(home.join("ada").isRefused("/bans").code, "not-operator");
});

Deno.test("a new ban replaces an earlier ban of the same target, in any spelling", () => {
  const home = new MemoryHub();
  const operator = home.operator();
  for (const line of ["/ban Eve 5", "/ban EVE 10 again", "/ban ::1:0 5", "/ban 0::1:0 9"]) {
    operator.says(line);
  }
  const { bans } = operator.asks("/bans") as unknown as { bans: { who: string; number: number }[] };
  assertEquals(bans.map(({ number, who }) => `${number} ${who}`), ["1 EVE", "2 ::1:0"]);
});

Deno.test("/ban bans a target that nobody has now, and says so", async () => {
  const accounts = new PlainAccounts();
  await registerName(accounts, { fold: "ada", name: "Ada", createdMs: 0, sinceSeq: 0 }, "password");
  const home = new MemoryHub({ accounts });
  const operator = home.operator();
  assertStringIncludes(
    operator.asks("/ban nobody 5").msg,
    "nobody of this name is here or registered",
  );
  assertEquals(home.refusesHello({ name: "nobody" }).code, "banned");
  assertStringIncludes(operator.asks("/ban ada 5").msg, "its owner is away");
  assertStringIncludes(operator.asks("/ban 198.51.100.0/24 5").msg, "nobody is here from there");
  assertEquals(operator.isRefused("/ban server 5").code, "name-reserved");
  operator.says('/ban "300.1.1.1" 5');
  assertEquals(operator.isRefused(`/ban "${"x".repeat(500)}" 5`).code, "name-too-long");
});

for (
  const mistyped of [
    "10.0.0.0/33",
    "300.1.1.1",
    "10.0.0/8",
    "10.0.0.0/255.0.0.0",
    "192.0.2.1:5000",
    "192.0.2.1-192.0.2.9",
    "192.0.2.*",
    "192.0.*.*",
    "[192.0.2.1]",
    "[192.0.2.0/24]",
    "2001:db8::/129",
    "fe80:::1",
    "fe80:::1%eth0",
    "[::1]:5000",
    "[::1",
    "[2001:db8::/32]",
    "[fe80:::1]",
  ]
) {
  Deno.test(`/ban ${mistyped} bans no name, unless it stands in quotes`, () => {
    const home = new MemoryHub();
    const operator = home.operator();
    const refusal = operator.isRefused(`/ban ${mistyped} 5`);
    assertEquals(refusal.code, "usage");
    assertStringIncludes(refusal.message, `${mistyped} is neither an address nor a network`);
    operator.says(`/ban "${mistyped}" 5`);
    assertEquals(home.refusesHello({ name: mistyped }).code, "banned");
  });
}

for (
  const [ban, says] of [
    ["127.0.0.0/8", /Careful: that is this machine itself.*\/unban 127\.0\.0\.0\/8/],
    ["::1", /Careful: that is this machine itself/],
    ["0.0.0.0/0", /Careful: that is everybody who comes by IPv4.*\/unban 0\.0\.0\.0\/0/],
    ["::/0", /everybody who comes by IPv6/],
    ["2001:db8::7", /\/ban 2001:db8::7\/64 bans all of it/],
  ] as const
) {
  Deno.test(`/ban ${ban} warns the operator, whose terminal stays`, () => {
    const home = new MemoryHub();
    const operator = home.operator();
    assertMatch(operator.asks(`/ban ${ban} 5`).msg, says);
    assertEquals(operator.peer.closed, undefined);
  });
}

Deno.test("the operator alone sees the addresses of peers", () => {
  const home = new MemoryHub();
  const ada = home.join("ada", {}, { address: "2001:db8::7" });
  const operator = home.operator();
  const whois = operator.asks("/whois ada");
  assertEquals(whois.address, "2001:db8::7");
  assertStringIncludes(whois.msg, "here by tcp from 2001:db8::7 for 0 s");
  assertStringIncludes(operator.asks("/who").msg, "time, echo, ada (2001:db8::7), server");
  assertEquals(operator.asks("/who #lobby").addresses, ["2001:db8::7", "terminal"]);
  for (const line of ["/whois ada", "/who", "/who #lobby"]) {
    const answer = ada.asks(line);
    assert(!JSON.stringify(answer).includes("2001:db8"), JSON.stringify(answer));
  }
});
