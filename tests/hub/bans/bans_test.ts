import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { type Ban, type BanStore, ChatError } from "../../../hub/mod.ts";
import { NetworkIndex } from "../../../hub/access/bans/network_index.ts";
import { contains, formatNetwork, parseNetwork } from "../../../hub/access/network.ts";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { PlainAccounts } from "../../support/hub/plain_accounts.ts";

/** A store that a test can look into. */
class ListedBans implements BanStore {
  readonly byNumber = new Map<number, Ban>();
  isBroken = false;

  constructor(readonly kept: readonly Ban[] = []) {
    for (const ban of kept) this.byNumber.set(ban.number, ban);
  }

  put(ban: Ban): Promise<void> {
    if (this.isBroken) {
      return Promise.reject(new ChatError("history-unavailable", "The disk is full."));
    }
    this.byNumber.set(ban.number, ban);
    return Promise.resolve();
  }

  drop(number: number): Promise<void> {
    if (this.isBroken) {
      return Promise.reject(new ChatError("history-unavailable", "The disk is full."));
    }
    this.byNumber.delete(number);
    return Promise.resolve();
  }
}

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

Deno.test("a new ban of the same replaces the earlier one, in any spelling", () => {
  const home = new MemoryHub();
  const operator = home.operator();
  for (const line of ["/ban Eve 5", "/ban EVE 10 again", "/ban ::1:0 5", "/ban 0::1:0 9"]) {
    operator.says(line);
  }
  const { bans } = operator.asks("/bans") as unknown as { bans: { who: string; number: number }[] };
  assertEquals(bans.map(({ number, who }) => `${number} ${who}`), ["1 EVE", "2 ::1:0"]);
});

Deno.test("/ban says where it hits nobody, and bans all the same", async () => {
  const accounts = new PlainAccounts();
  await accounts.register({ fold: "ada", name: "Ada", createdMs: 0, sinceSeq: 0 }, "password");
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

Deno.test("the operator alone is shown from where somebody comes", () => {
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

Deno.test("bans are in force from the start where the store has them, and those that ended aren't", () => {
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
  operator.asks("/bans");
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

Deno.test("where the disk doesn't take a ban it is in force, and the operator is told", async () => {
  const bans = new ListedBans();
  bans.isBroken = true;
  const home = new MemoryHub({ bans });
  const operator = home.operator();
  operator.says("/ban eve 5");
  operator.hears();
  await Promise.resolve();
  await Promise.resolve();
  assertMatch(operator.hearsNotices()[0], /in force but lasts no longer than the server: The disk/);
  assertEquals(home.refusesHello({ name: "eve" }).code, "banned");
});

Deno.test("where the disk doesn't forget a ban it is lifted, and the operator is told", async () => {
  const bans = new ListedBans();
  const home = new MemoryHub({ bans });
  const operator = home.operator();
  operator.says("/ban eve 5");
  bans.isBroken = true;
  operator.hears();
  assertEquals(operator.asks("/unban eve").msg, "eve may join again.");
  await Promise.resolve();
  await Promise.resolve();
  assertMatch(operator.hearsNotices()[0], /lifted, but in force again after a restart: The disk/);
  home.join("eve");
});

Deno.test("beyond the limit the ban that would end first is lifted, which the operator is told", () => {
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

Deno.test("an index finds the networks that hold an address, as a look at each would", () => {
  const octet = fc.constantFrom(0, 1, 127, 128, 255);
  const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join("."));
  const group = fc.constantFrom("0", "1", "7fff", "8000", "ffff");
  const ipv6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(":"));
  const network = fc.oneof(
    fc.tuple(ipv4, fc.nat(32)).map(([address, bits]) => `${address}/${bits}`),
    fc.tuple(ipv6, fc.nat(128)).map(([address, bits]) => `${address}/${bits}`),
  );
  fc.assert(fc.property(
    fc.array(network, { maxLength: 20 }),
    fc.array(fc.nat(19)),
    fc.oneof(ipv4, ipv6),
    (networks, dropped, address) => {
      const index = new NetworkIndex();
      // Not each text is a network: IPv4 within IPv6 has its prefix behind the first 96 bits.
      const parsed = networks.map(parseNetwork).filter((one) => one !== undefined);
      const all = new Set(parsed.map(formatNetwork));
      for (const one of all) index.add(one);
      for (const one of [...all].filter((_, i) => dropped.includes(i))) {
        index.delete(one);
        all.delete(one);
      }
      const wanted = [...all].filter((one) => contains(parseNetwork(one)!, address));
      assertEquals([...index.holding(address)].sort(), wanted.sort());
    },
  ));
});
