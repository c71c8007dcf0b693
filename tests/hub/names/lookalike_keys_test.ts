import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { foldName } from "../../../hub/mod.ts";
import { CONFUSABLES } from "../../../hub/names/confusables.ts";
import { lookalikeKeys, Lookalikes } from "../../../hub/names/lookalikes.ts";
import { prototypesOf, skeleton } from "../../../hub/names/skeleton.ts";
import { packConfusables, parseConfusables } from "../../../tools/confusables.ts";

function keysOf(name: string): readonly string[] {
  return lookalikeKeys(name, foldName(name));
}

/** Returns the case forms of a text, and those that a second change of case makes. */
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
    // Nothing looks like the glyphs of old Cyrillic prints but themselves.
    const keys = (form: string) =>
      keysOf(`${form}ob`).filter((key) => !/[\u1c80-\u1c88]/.test(key)).sort();
    for (const form of forms) assertEquals(keys(form), keys(char), `${point.toString(16)} ${form}`);
  }
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
  // The look-alike of % isn't ASCII, and is decomposed in the second step.
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
