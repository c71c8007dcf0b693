import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { foldName } from "../../../hub/mod.ts";
import { CONFUSABLES } from "../../../hub/names/confusables.ts";
import { lookalikeKeys, Lookalikes } from "../../../hub/names/lookalikes.ts";
import { prototypesOf, skeleton } from "../../../hub/names/skeleton.ts";
import { packConfusables, parseConfusables } from "../../../tools/confusables.ts";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { PlainAccounts } from "../../support/hub/plain_accounts.ts";

function keysOf(name: string): readonly string[] {
  return lookalikeKeys(name, foldName(name));
}

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

/** The case forms of a text, and those that a second change of case makes of it. */
function caseForms(text: string): string[] {
  const forms = [text, text.toLowerCase(), text.toUpperCase()];
  return [...new Set([...forms, forms[1].toUpperCase(), forms[2].toLowerCase()])];
}

/** True where two names are the same, or the second to come is refused. */
function areAlike(one: string, other: string): boolean {
  return foldName(one) === foldName(other) ||
    keysOf(one).some((key) => keysOf(other).includes(key));
}

Deno.test("each character of the table looks like its target, whatever the case of both", () => {
  for (const [char, target] of prototypesOf()) {
    // A mark alone is no name's beginning, and becomes a letter in upper case.
    if (/\p{M}/u.test(char)) continue;
    for (const form of caseForms(char)) {
      for (const like of caseForms(target)) {
        assert(areAlike(`${form}ob`, `${like}ob`), JSON.stringify([char, form, like]));
      }
    }
  }
});

Deno.test("all case forms of a character are judged alike, beside any name", () => {
  for (let point = 0x21; point <= 0x10ffff; point++) {
    const char = String.fromCodePoint(point);
    // An iota below a letter is a mark, and another letter in upper case.
    if (!/\p{L}/u.test(char) || char.normalize("NFD").includes("\u0345")) continue;
    const forms = caseForms(char);
    if (forms.length === 1) continue;
    // Glyphs of old Cyrillic prints are looked like by none but themselves.
    const keys = (form: string) =>
      keysOf(`${form}ob`).filter((key) => !/[\u1c80-\u1c88]/.test(key)).sort();
    for (const form of forms) assertEquals(keys(form), keys(char), `${point.toString(16)} ${form}`);
  }
});

Deno.test("a name that is written otherwise may not look like another by that", () => {
  const home = new MemoryHub();
  home.join("v l");
  const guest = home.join("ν i");
  assertEquals(guest.isRefused("/nick ν I").code, "name-lookalike");
  assertEquals(guest.asks("/nick Ν i").now, "Ν i");
});

Deno.test("names that only resemble each other are there together", () => {
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

/** A hub in which two names are registered that look alike, and one that no new name could be. */
async function oldHub() {
  const accounts = new PlainAccounts();
  for (const name of ["bob1", "bobl", "server: old", "раypal"]) {
    const fold = foldName(name);
    await accounts.register({ fold, name, createdMs: 0, sinceSeq: 0 }, "password");
  }
  return new MemoryHub({ accounts });
}

Deno.test("what looks like a registered name is refused while its owner is away", async () => {
  const home = await oldHub();
  const refusal = home.refusesHello({ name: "b0bl" });
  assertEquals(refusal.code, "name-lookalike");
  assertStringIncludes(refusal.message, "a name that is registered");
});

Deno.test("registrations from before that collide, or that no new name could be, keep working", async () => {
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

Deno.test("whoever owns a name takes it beside a guest that looks like it", async () => {
  const accounts = new PlainAccounts();
  const home = new MemoryHub({ accounts });
  home.join("bobl");
  await accounts.register({ fold: "bob1", name: "bob1", createdMs: 0, sinceSeq: 0 }, "password");
  assertEquals(home.arriveAsOwner({ name: "bob1" }).name, "bob1");
});

Deno.test("a session takes its name up again, whoever came meanwhile", () => {
  const home = new MemoryHub();
  const bob = home.join("bob1");
  bob.leaves();
  home.join("bobl");
  assertEquals(home.arrive({ name: "bob1", session: bob.member.session }).name, "bob1");
});

Deno.test("guest names pass over those that are taken, registered, or look like one", async () => {
  const accounts = new PlainAccounts();
  const home = new MemoryHub({ accounts });
  await accounts.register(
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

Deno.test("an index forgets one of two names that share a key, and keeps the other", () => {
  const names = new Set(["bobl", "bob1"]);
  const index = new Lookalikes((fold) => names.has(fold));
  for (const name of ["bob|", "bob1"]) index.add(name, name);
  index.remove("bob1", "bob1");
  names.clear();
  assertEquals(index.find("bobI", "bobi"), "bob|");
  index.remove("bob|", "bob|");
  assertEquals(index.find("bobI", "bobi"), undefined);
});

Deno.test("ASCII names have the keys of the table, on their short way too", () => {
  // The look-alike of % isn't ASCII, and is taken apart in the second step.
  const ascii = fc.string({ unit: "grapheme-ascii", maxLength: 20 })
    .map((name) => name.replaceAll("%", ""));
  const table = prototypesOf();
  const map = (text: string) => [...text].map((char) => table.get(char) ?? char).join("");
  fc.assert(fc.property(ascii, (name) => {
    assertEquals(skeleton(name), map(name));
    const fold = foldName(name);
    const slow = [name, fold, fold.toUpperCase()].map((form) =>
      map(map(form).toLowerCase()).toLowerCase()
    );
    // The third form of ss isn't ASCII.
    const keys = keysOf(name).filter((key) => !key.includes("ß"));
    assertEquals(keys, [...new Set(slow)]);
  }));
});

Deno.test("the table packs to itself, and holds what it held when it was made", () => {
  const points = new Map(
    [...prototypesOf()].map(([char, target]) => [char.codePointAt(0)!, target]),
  );
  assert(points.size > 3_000, `${points.size}`);
  assertEquals(packConfusables(points), CONFUSABLES.replaceAll("\n", ""));
  for (const [char, target] of [["а", "a"], ["ѕ", "s"], ["ӏ", "l"], ["ο", "o"]]) {
    assertEquals(prototypesOf().get(char), target);
  }
});

Deno.test("Unicode's file is read as it is written", () => {
  const file = [
    "\ufeff# confusables.txt",
    "# Version: 18.0.0",
    "",
    "0430 ;\t0061 ;\tMA\t# ( а → a ) CYRILLIC SMALL LETTER A → LATIN SMALL LETTER A\t# ",
    "006D ;\t0072 006E ;\tMA\t# ( m → rn )",
  ].join("\n");
  const { version, prototypes } = parseConfusables(file);
  assertEquals(version, "18.0.0");
  assertEquals([...prototypes], [[0x430, "a"], [0x6d, "rn"]]);
});

Deno.test("a name never shares a key with none, and its fold is judged by its other forms", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), (name) => {
    const fold = foldName(name);
    assertEquals(keysOf(fold).filter((key) => !keysOf(name).includes(key)), []);
    if (fold !== "") assertNotEquals(keysOf(name).length, 0);
  }));
});
