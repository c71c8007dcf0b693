import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { guessCharset } from "../../../protocol/charset/charset.ts";
import { diagnoseEncoding } from "../../../protocol/diagnosis/text.ts";
import { encodeAs } from "../../support/bytes/legacy_text.ts";

const encoder = new TextEncoder();

const NAMED: readonly [name: string, label: string, texts: readonly string[]][] = [
  ["GBK", "gbk", [
    "你好",
    "狗哥",
    "早",
    "在吗？",
    "我们明天开会",
    "服务器挂了，谁去看看",
    '{"msg":"你好"}',
  ]],
  ["Big5", "big5", ["你好", "大家好", "今天天氣不錯", "伺服器壞了", "臺北", "功能許可", "狗哥"]],
  ["Shift-JIS", "shift_jis", [
    "こんにちは",
    "テスト",
    "日本語",
    "サーバーが落ちた",
    "はい",
    "ｺﾝﾆﾁﾊ",
    "ﾃｽﾄ",
    "ﾌﾟﾘﾝﾀ",
    "ｻｰﾊﾞｰｶﾞ ｵﾁﾀ",
    "ｶﾌﾞｼｷｶﾞｲｼｬ",
    "ﾃｽﾄ日本語",
  ]],
  ["EUC-JP", "euc-jp", ["こんにちは", "テスト", "日本語", "ありがとう"]],
  ["EUC-KR", "euc-kr", ["안녕하세요", "테스트", "감사합니다", "서버가 죽었어요"]],
  ["Latin-1", "windows-1252", [
    "René",
    "für",
    "ação",
    "São Paulo",
    "mañana",
    "¿Qué tal?",
    "Straße",
    "ÜBER",
  ]],
  ["windows-1251", "windows-1251", ["Привет", "как дела?", "ясно", "сервер упал"]],
  ["KOI8-R", "koi8-r", ["Привет", "как дела?", "сервер упал"]],
  ["code page 866", "ibm866", ["Привет", "как дела?", "сервер упал"]],
  ["windows-1253", "windows-1253", ["Καλημέρα", "τι κάνεις;"]],
  ["windows-1256", "windows-1256", ["مرحبا", "السلام عليكم"]],
];

for (const [name, label, texts] of NAMED) {
  Deno.test(`text in ${name} is named and shown`, () => {
    for (const text of texts) {
      const bytes = encodeAs(label, text);
      assertEquals(guessCharset(bytes)?.name, name, text);
      assertMatch(
        diagnoseEncoding(bytes),
        new RegExp(`looks like ${name}, in which it has “`),
        text,
      );
    }
  });
}

Deno.test("text of the Windows console is named code page 850", () => {
  for (const bytes of [[0x66, 0x81, 0x72], [0x63, 0x61, 0x66, 0x82], [0x6d, 0xa4, 0x61]]) {
    assertMatch(diagnoseEncoding(Uint8Array.from(bytes)), /code page 850, in which it has “[üéñ]”/);
  }
});

Deno.test("text that reads well in several encodings, or in none, gets no name", () => {
  const nameless: readonly [bytes: readonly number[], says: RegExp][] = [
    [[0xe0], /^The text ends within a character/],
    [[0xb3, 0xd7], /^The text begins within a character/],
    [[0x9d, 0xf2, 0x81], /^The text begins within a character/],
    [[0xa0, 0x6b, 0xfb, 0xff], /^The text isn't UTF-8 \(seen: bytes a0 at offset 0\): send /],
    [[0xc0, 0x80], /^The text isn't UTF-8 \(seen: bytes c0 80 at offset 0\): send /],
  ];
  for (const [bytes, says] of nameless) {
    assertMatch(diagnoseEncoding(Uint8Array.from(bytes)), says);
  }
});

Deno.test("noise gets no name", () => {
  let state = 1;
  const next = () => (state = Math.imul(state, 1103515245) + 12345 >>> 0) >>> 16;
  let named = 0;
  for (let i = 0; i < 1_000; i++) {
    const bytes = Uint8Array.from({ length: 16 + next() % 64 }, () => 0x20 + next() % 0xe0);
    if (guessCharset(bytes) !== undefined) named++;
  }
  assert(named <= 5, `${named} of 1000`);
});

const SENTENCES = [
  "Hello, wörld! Ça va?",
  "Zażółć gęślą jaźń",
  "Привет, как дела?",
  "Καλημέρα κόσμε",
  "שלום עולם",
  "مرحبا بالعالم",
  "नमस्ते दुनिया",
  "สวัสดีชาวโลก",
  "你好，世界",
  "こんにちは世界",
  "안녕하세요 세계",
  "Xin chào thế giới",
  "Γειά 👋🏽 мир 世界",
];

Deno.test("UTF-8 that is cut within a character is called cut, and no other encoding", () => {
  for (const sentence of SENTENCES) {
    const bytes = encoder.encode(sentence);
    for (let at = 1; at < bytes.length; at++) {
      if ((bytes[at] & 0xc0) !== 0x80) continue;
      // The rest after a cut Latin letter may also be text in the console's code page.
      const isLatin = sentence.startsWith("Hello");
      const parts = isLatin ? [bytes.subarray(0, at)] : [bytes.subarray(0, at), bytes.subarray(at)];
      for (const part of parts) {
        // So few bytes may also be a word in another encoding.
        if (part.length < 4) continue;
        const said = diagnoseEncoding(part);
        assertNotMatch(said, /looks like/, `${sentence} cut at ${at}`);
        if (part.length > 8) assertMatch(said, /within a character/, `${sentence} cut at ${at}`);
      }
    }
  }
});

Deno.test("UTF-8 with one broken character is described by its offset", () => {
  const bytes = encoder.encode("Привет, как дела?");
  bytes[4] = 0x20;
  assertMatch(diagnoseEncoding(bytes), /UTF-8 but for the bytes .* at offset/);
  const surrogate = Uint8Array.of(...encoder.encode("你好"), 0xed, 0xa0, 0xbd, 0x21);
  assertMatch(diagnoseEncoding(surrogate), /ed a0 bd at offset 6, which are half of a surrogate/);
});
