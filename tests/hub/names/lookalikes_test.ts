import { assertEquals, assertStringIncludes } from "@std/assert";
import { foldName } from "../../../hub/mod.ts";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { PlainAccounts } from "../../support/hub/plain_accounts.ts";
import { registerName } from "../../support/hub/register_name.ts";

const ALIKE: readonly [one: string, other: string][] = [
  ["paypal", "раураӏ"],
  ["ada", "аԁа"],
  ["SOS", "ЅОЅ"],
  ["Ada of all", "Аԁа of all"],
  ["alice", "aIice"],
  ["bob1", "bobl"],
  ["bob1", "bob|"],
  ["bob0", "bobO"],
  ["modern", "modem"],
  ["O'Neil", "O’Neil"],
  ["bob", "ƅob"],
  ["bob", "Ƅob"],
  ["lan", "ian"],
  ["lan", "Ian"],
  ["Νίκος", "Νίκοϛ"],
  ["ΝΊΚΟΣ", "Νίκοϛ"],
];

for (const [one, other] of ALIKE) {
  Deno.test(`of ${one} and ${other} the second to come is refused, whichever it is`, () => {
    for (const [first, second] of [[one, other], [other, one]]) {
      const home = new MemoryHub();
      const there = home.join(first);
      const refusal = home.refusesHello({ name: second });
      assertEquals(refusal.code, "name-lookalike");
      assertStringIncludes(refusal.message, `looks like "${there.name}", a name that is here`);
      assertEquals(home.join("eve").isRefused(`/nick ${second}`).code, "name-lookalike");
      there.leaves();
      home.join(second);
    }
  });
}

Deno.test("another spelling of a name may not look like a third name", () => {
  const home = new MemoryHub();
  home.join("v l");
  const guest = home.join("ν i");
  assertEquals(guest.isRefused("/nick ν I").code, "name-lookalike");
  assertEquals(guest.asks("/nick Ν i").now, "Ν i");
});

Deno.test("names that only resemble each other are present together", () => {
  const home = new MemoryHub();
  const names = [
    "bob",
    "bobby",
    "bob2",
    "bob-2",
    "bob i",
    "bobi",
    "zoe",
    "zoë",
    "狗",
    "犬",
    "Вова",
  ];
  for (const name of names) home.join(name);
  assertEquals(home.hub.directory.size, names.length + 2);
});

Deno.test("a name may become one that looks like itself", () => {
  const home = new MemoryHub();
  const bob = home.join("bob1");
  assertEquals(bob.asks("/nick bobl").now, "bobl");
  assertEquals(home.refusesHello({ name: "bob1" }).code, "name-lookalike");
  assertEquals(bob.asks("/nick BOBL").now, "BOBL");
  bob.leaves();
  home.join("bob1");
});

/** Makes a hub with old registrations: two names look alike, and two break today's rules. */
async function oldHub() {
  const accounts = new PlainAccounts();
  for (const name of ["bob1", "bobl", "server: old", "раypal"]) {
    const fold = foldName(name);
    await registerName(accounts, { fold, name, createdMs: 0, sinceSeq: 0 }, "password");
  }
  return new MemoryHub({ accounts });
}

Deno.test("a name that looks like a registered one is refused while its owner is away", async () => {
  const home = await oldHub();
  const refusal = home.refusesHello({ name: "b0bl" });
  assertEquals(refusal.code, "name-lookalike");
  assertStringIncludes(refusal.message, "a name that is registered");
});

Deno.test("old registrations keep working that look alike or that today's rules refuse", async () => {
  const home = await oldHub();
  for (const name of ["bob1", "bobl", "server: old", "раypal"]) {
    const peer = home.arriveAsOwner({ name });
    peer.says("still here");
    assertEquals(peer.name, name);
    peer.leaves();
  }
  const both = ["bob1", "bobl"].map((name) => home.arriveAsOwner({ name }));
  assertEquals(both.map(({ member }) => member.attached), [true, true]);
  assertEquals(home.refusesHello({ name: "bob|" }).code, "name-lookalike");
});

Deno.test("an owner takes its name though a guest's name looks like it", async () => {
  const accounts = new PlainAccounts();
  const home = new MemoryHub({ accounts });
  home.join("bobl");
  await registerName(
    accounts,
    { fold: "bob1", name: "bob1", createdMs: 0, sinceSeq: 0 },
    "password",
  );
  assertEquals(home.arriveAsOwner({ name: "bob1" }).name, "bob1");
});

Deno.test("a session brings its name back, though a name that looks like it came meanwhile", () => {
  const home = new MemoryHub();
  const bob = home.join("bob1");
  bob.leaves();
  home.join("bobl");
  assertEquals(home.arrive({ name: "bob1", session: bob.member.session }).name, "bob1");
});

Deno.test("guest names pass over those that are taken, registered, or look like one", async () => {
  const accounts = new PlainAccounts();
  const home = new MemoryHub({ accounts });
  await registerName(
    accounts,
    { fold: "guest2", name: "guest2", createdMs: 0, sinceSeq: 0 },
    "password",
  );
  home.join("guestl");
  home.join("guest3");
  assertEquals(home.hub.freeGuestName(), "guest4");
});

Deno.test("a new room may not look like one that is open, nor mix alphabets", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  for (const name of ["#l0bby", "#ӏоЬЬу", "#1obby"]) {
    const refusal = ada.isRefused(`/join ${name}`);
    assertEquals(refusal.code, "room-name-invalid");
    assertStringIncludes(refusal.message, "looks like #lobby");
  }
  assertStringIncludes(ada.isRefused("/join #теa").message, "mixes alphabets");
  assertStringIncludes(ada.isRefused("/join #te\u3164a").message, "shows nothing");
  for (const name of ["#чай", "#бот-api", "#茶", "#tea"]) ada.says(`/join ${name}`);
  assertEquals(ada.isRefused("/join #tеа").code, "room-name-invalid");
  ada.says("/part #tea");
  ada.hears();
  ada.says("/join #TEA");
});
