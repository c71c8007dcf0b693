import { assertEquals, assertNotEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ChatError, type ErrorCode, foldName } from "../../../hub/mod.ts";
import { parsePeerName, parseRoomName } from "../../../hub/names/name.ts";
import { anyText } from "../../support/bytes/any_text.ts";
import { MemoryHub } from "../../support/hub/memory_hub.ts";

const FAMILY = "👨‍👩‍👧‍👦";

const GOOD: readonly [title: string, name: string][] = [
  ["one letter", "a"],
  ["any script", "狗哥alex"],
  ["spaces within", "Ada of the Lovelaces"],
  ["quotes and backslashes within", `a"b\\c'`],
  ["#, / and @ that don't lead", "a#b/c@d"],
  ["32 letters", "x".repeat(32)],
  ["32 characters of 3 bytes each", "漢".repeat(32)],
  ["32 characters of 4 bytes each, which is 128 bytes", "😀".repeat(32)],
  ["an emoji joined of seven code points, which is one character", FAMILY],
  ["5 such of 25 bytes", FAMILY.repeat(5)],
  ["64 code points that make 32 characters", "e\u0323".repeat(32)],
  ["a zero-width joiner within a word, as Persian has it", "می\u200cخواهم"],
];

for (const [title, name] of GOOD) {
  Deno.test(`a name may be: ${title}`, () => {
    assertEquals<string>(parsePeerName(name), name.normalize("NFC"));
    assertEquals(new MemoryHub().join(name).name, name.normalize("NFC"));
  });
}

const BAD: readonly [title: string, name: string, code: ErrorCode, says: string][] = [
  ["empty", "", "name-empty", "choose one that shows"],
  ["blank", " \t\u00a0\u3000", "name-empty", "empty or invisible"],
  ["nothing but zero-width characters", "\u200b\u200d\ufeff", "name-empty", "invisible"],
  ["nothing but a Hangul filler", "\u3164", "name-empty", "invisible"],
  ["nothing but soft hyphens and variation selectors", "\u00ad\ufe0f", "name-empty", "invisible"],
  ["33 letters", "x".repeat(33), "name-too-long", "33 characters long; at most 32"],
  ["129 bytes in 27 characters", "👍🏽".repeat(16) + "a", "name-too-long", "129 bytes"],
  ["64 KiB", "x".repeat(65_536), "name-too-long", "65536 characters"],
  ["6 joined emoji of 25 bytes", FAMILY.repeat(6), "name-too-long", "150 bytes"],
  ["with a control character", "a\u0007b", "name-invalid", "control"],
  ["with a line end", "a\nb", "name-invalid", "control"],
  ["with a tab", "a\tb", "name-invalid", "control"],
  ["with a C1 control", "a\u009bb", "name-invalid", "control"],
  ["with DEL", "a\u007fb", "name-invalid", "control"],
  ["with an escape sequence", "\u001b[31mred", "name-invalid", "control"],
  ["with a line separator", "a\u2028b", "name-invalid", "line-separator"],
  ["with a paragraph separator", "a\u2029b", "name-invalid", "line-separator"],
  ["with a space before", " ada", "name-invalid", "trim it"],
  ["with a space at its end", "ada\u3000", "name-invalid", "trim it"],
  ["like a room's", "#lobby", "name-invalid", 'can\'t start with "#"'],
  ["like a command", "/who", "name-invalid", 'can\'t start with "/"'],
  ["like a mention", "@ada", "name-invalid", 'can\'t start with "@"'],
  ["like a room's in full width", "＃lobby", "name-invalid", "can't start with"],
  ["like a room's after an invisible character", "\u200b#lobby", "name-invalid", "can't start"],
  ["the hub's own", "server", "name-reserved", "server, time, echo"],
  ["the hub's own in capitals", "ECHO", "name-reserved", "hub's own"],
  ["the hub's own in full width", "ｔｉｍｅ", "name-reserved", "hub's own"],
  ["the hub's own with something invisible", "ser\u200bver", "name-reserved", "hub's own"],
  ["with a lone high surrogate", "a\ud83d", "lone-surrogate", "surrogate"],
  ["with a lone low surrogate", "\ude00b", "lone-surrogate", "surrogate"],
];

for (const [title, name, code, says] of BAD) {
  Deno.test(`a name may not be: ${title}`, () => {
    const home = new MemoryHub();
    const refusal = home.refusesHello({ name });
    assertEquals(refusal.code, code);
    assertStringIncludes(refusal.message, says);
    assertEquals(home.hub.directory.size, 2, "nobody but time and echo is there");
  });
}

Deno.test("a name may hold no bidirectional control", () => {
  const controls = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";
  for (const control of controls) {
    const refusal = assertThrows(() => parsePeerName(`a${control}b`), ChatError);
    assertEquals(refusal.code, "name-invalid");
    assertStringIncludes(refusal.message, "text-direction");
  }
});

const SAME: readonly [title: string, one: string, other: string][] = [
  ["case", "Alice", "aLICE"],
  ["width", "Alice", "Ａｌｉｃｅ"],
  ["composition", "\u00e9mile", "e\u0301mile"],
  ["a ligature", "ﬁona", "fiona"],
  ["a circled form", "ⓐda", "ada"],
  ["sharp s", "Straße", "STRASSE"],
  ["final sigma", "ΟΔΟΣ", "οδος"],
  ["the Kelvin sign", "\u212Aim", "kim"],
  ["Cherokee case", "\u13a0", "\uab70"],
  ["a zero-width joiner", "ali\u200dce", "alice"],
  ["a variation selector", "ada❤", "ada❤\ufe0f"],
  ["dotless i", "ılse", "ILSE"],
];

for (const [title, one, other] of SAME) {
  Deno.test(`two names are the same that differ only by ${title}`, () => {
    const home = new MemoryHub();
    home.join(one);
    assertEquals(home.refusesHello({ name: other }).code, "name-taken");
    home.join("bob").says("psst", { to: other });
    assertEquals(home.hub.directory.get(other)?.name, one.normalize("NFC"));
  });
}

Deno.test("names that look alike only to a stranger to the script are different", () => {
  for (const [one, other] of [["ada", "аdа"], ["狗", "犬"], ["o", "0"], ["e", "é"]]) {
    assertNotEquals(foldName(one), foldName(other));
  }
});

Deno.test("folding twice is folding once, and case and compatibility make no difference, for every code point", () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const char = String.fromCodePoint(code);
    const fold = foldName(char);
    if (fold === char) continue;
    const hexCode = code.toString(16);
    assertEquals(foldName(fold), fold, `U+${hexCode} twice`);
    assertEquals(foldName(char.toUpperCase()), fold, `U+${hexCode} in upper case`);
    assertEquals(foldName(char.normalize("NFKC")), fold, `U+${hexCode} in NFKC`);
    assertEquals(foldName(char.normalize("NFD")), fold, `U+${hexCode} in NFD`);
  }
});

Deno.test("any text at all is a name or refused with a whole sentence", () => {
  fc.assert(fc.property(anyText(40), (raw) => {
    try {
      const name = parsePeerName(raw);
      assertEquals<string>(name, raw.normalize("NFC"));
      assertEquals<string>(parsePeerName(name), name, "what is accepted is accepted again");
      assertEquals(foldName(foldName(name)), foldName(name));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      assertStringIncludes(error.message, ": ");
    }
  }));
});

for (
  const [raw, says] of [
    ["lobby", 'did you mean "#lobby"?'],
    ["#", "at least one visible character"],
    ["#\u200b", "at least one visible character"],
    ["#a b", "without spaces"],
    ["#a\u00a0b", "without spaces"],
    ["#" + "x".repeat(32), "33 characters long"],
    ["#a\u0007", "control"],
    ["#a\u202e", "text-direction"],
  ]
) {
  Deno.test(`a room's name may not be ${JSON.stringify(raw)}`, () => {
    const refusal = assertThrows(() => parseRoomName(raw), ChatError);
    assertEquals(refusal.code, "room-name-invalid");
    assertStringIncludes(refusal.message, says);
  });
}

Deno.test("two rooms are the same whose names differ only by case or width", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.says("/join #Tea");
  assertEquals(bob.asks("/join #ｔＥＡ").to, "#Tea");
  ada.hears();
  bob.says("hello", { to: "#TEA" });
  assertEquals(ada.hearsTexts(), ["bob: hello"]);
});
