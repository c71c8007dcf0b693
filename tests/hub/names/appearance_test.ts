import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ChatError } from "../../../hub/mod.ts";
import { MemoryHub } from "../../support/hub/memory_hub.ts";

/** Names that people from all over the world could have. */
const HONEST = [
  "狗哥alex",
  "李明2",
  "Zoë",
  "Łukasz",
  "straße",
  "Nguyễn Văn Á",
  "Дмитрий",
  "Њего́ш",
  "Ελένη",
  "محمد",
  "می\u200cخواهم",
  "דוד",
  "नमस्ते",
  "रामः",
  "สมชาย",
  "田中ユウキ",
  "김철수abc",
  "ㄅㄆㄇ李",
  "lolツ",
  "ಠ_ಠ",
  "ᏣᎳᎩ",
  "dj Вася",
  "бот-api",
  "🦊",
  "👨‍👩‍👧‍👦",
  "🏴󠁧󠁢󠁳󠁣󠁴󠁿 Ian",
  "ada❤\ufe0f",
  "O'Neil",
  "name™",
  "a:b",
  "12:30",
  "Ada (work)",
  'Dwayne "Rock" J',
];

for (const name of HONEST) {
  Deno.test(`a name may be ${name}`, () => {
    assertEquals(new MemoryHub().join(name).name, name.normalize("NFC"));
  });
}

const SHOWS_NOTHING: readonly [code: number, title: string][] = [
  [0x2800, "a blank of braille"],
  [0x3164, "a Hangul filler"],
  [0xffa0, "a half-width Hangul filler"],
  [0x115f, "a Hangul choseong filler"],
  [0x1160, "a Hangul jungseong filler"],
  [0x17b4, "an inherent vowel of Khmer"],
  [0x180e, "a vowel separator of Mongolian"],
  [0x200b, "a zero-width space"],
  [0x2060, "a word joiner"],
  [0x00ad, "a soft hyphen"],
  [0x034f, "a grapheme joiner"],
  [0xfff9, "an annotation's anchor"],
  [0xfffc, "a replaced object"],
  [0x1d159, "a null notehead"],
  [0x16fe4, "a filler of Khitan"],
  [0xe0041, "a tag without a flag"],
  [0xe0fff, "an ignorable that nobody has assigned"],
];

for (const [code, title] of SHOWS_NOTHING) {
  Deno.test(`no name may hold ${title}, wherever it stands`, () => {
    const char = String.fromCodePoint(code);
    for (const name of [`${char}ada`, `a${char}da`, `ada${char}`]) {
      const refusal = new MemoryHub().refusesHello({ name });
      assertEquals(refusal.code, "name-invalid");
      assertStringIncludes(refusal.message, "shows nothing");
    }
  });
}

const INVALID: readonly [name: string, says: string][] = [
  ["ada\uffff", "without a meaning"],
  ["\ufdd0ada", "without a meaning"],
  ["ada\u{1fffe}", "without a meaning"],
  ["ada\ue000", "private use"],
  ["ada  b", "two spaces"],
  ["ada\u00a0b", "plain spaces"],
  ["ada\u3000b", "plain spaces"],
  ["ada\u2002b", "plain spaces"],
  ["\u200dada", "shows nothing"],
  ["ada\u200c\u200dada", "shows nothing"],
  ['"ada"', "start with a quote"],
  ["“ada", "start with a quote"],
  ["＂ada", "start with a quote"],
  ["server: hi", "a colon"],
  ["ada:", "a colon"],
  ["ada： hi", "a colon"],
  ["ada꞉ hi", "a colon"],
  ["раypal", 'mixes alphabets within "раypal"'],
  ["my раypal", 'mixes alphabets within "раypal"'],
  ["Ωmega", "mixes alphabets"],
  ["Cᏻ", "mixes alphabets"],
  ["אعb", "mixes alphabets"],
];

for (const [name, says] of INVALID) {
  Deno.test(`no name may be ${JSON.stringify(name)}, nor become it`, () => {
    const home = new MemoryHub();
    const refusal = home.refusesHello({ name });
    assertEquals(refusal.code, "name-invalid");
    assertStringIncludes(refusal.message, says);
    const eve = home.join("eve");
    assertEquals(assertThrows(() => eve.sends({ name }), ChatError).code, "name-invalid");
  });
}

Deno.test("a name can't be changed to itself with a character that shows nothing", () => {
  const ada = new MemoryHub().join("ada");
  assertEquals(ada.isRefused("/nick ada\u3164").code, "name-invalid");
  assertEquals(ada.asks("/nick ADA").now, "ADA");
});

for (
  const [other, name] of [
    ["server", "ѕеrvеr"],
    ["server", "sеrver"],
    ["server", "ЅЕRVЕR"],
    ["time", "tirne"],
    ["time", "tlme"],
    ["time", "tіme"],
    ["echo", "ech0"],
    ["echo", "есһо"],
  ]
) {
  Deno.test(`${name} looks like the hub's own ${other}, with nobody at its terminal too`, () => {
    const refusal = new MemoryHub().refusesHello({ name });
    assertEquals(refusal.code, "name-lookalike");
    assertStringIncludes(refusal.message, `looks like "${other}"`);
  });
}
