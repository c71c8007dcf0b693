import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { memoryOf } from "../../batch/mod.ts";
import { ChatError } from "../../hub/mod.ts";
import { CanonicalForm, DATAGRAMS } from "../../protocol/mod.ts";
import { MemoryHub } from "../support/hub/memory_hub.ts";
import type { Heard } from "../support/hub/memory_peer.ts";

const NAME = '狗哥 "alex"';
const encoder = new TextEncoder();
const MARGIN = 5;

/** Puts bytes into larger memory with filler around them, as in a connection's buffer. */
function placed(bytes: Uint8Array, filler: number): { view: DataView; start: number; end: number } {
  const view = memoryOf(bytes.length + 2 * MARGIN);
  const memory = new Uint8Array(view.buffer);
  memory.fill(filler);
  memory.set(bytes, MARGIN);
  return { view, start: MARGIN, end: MARGIN + bytes.length };
}

function isCanonical(bytes: Uint8Array, name = NAME, filler = 0x22): boolean {
  const { view, start, end } = placed(bytes, filler);
  return new CanonicalForm(name).matches(view, start, end);
}

/** Returns the messages that a room gets from a frame on the ordinary path, or the refusal's code. */
function ordinarily(bytes: Uint8Array): Heard[] | string {
  const home = new MemoryHub();
  const [speaker, hearer] = [home.join(NAME), home.join("hearer")];
  try {
    speaker.sends(DATAGRAMS.decode(bytes, 0, bytes.length));
  } catch (error) {
    if (error instanceof ChatError) return error.code;
    throw error;
  }
  return hearer.hears();
}

/** Returns the messages that a room gets from spliced bytes. */
function spliced(bytes: Uint8Array): Heard[] {
  const home = new MemoryHub();
  const [speaker, hearer] = [home.join(NAME), home.join("hearer")];
  const { view, start, end } = placed(bytes, 0x22);
  home.hub.sayCanonical(speaker.member, { view, start: start + 1, end }, home.nowMs);
  return hearer.hears();
}

/** Returns true for accepted bytes, and checks that the room gets the same on the ordinary path. */
function check(bytes: Uint8Array): boolean {
  const accepted = isCanonical(bytes);
  assertEquals(
    isCanonical(bytes, NAME, 0),
    accepted,
    "the bytes around a message make no difference",
  );
  if (accepted) assertEquals(spliced(bytes), ordinarily(bytes));
  return accepted;
}

function pythonEscaped(text: string): string {
  return text.replace(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const compact = JSON.stringify({ name: NAME, msg: "héllo, 世界 😀" });
const spaced = `{"name": ${JSON.stringify(NAME)}, "msg": "hello, 世界"}`;

for (
  const [title, json] of [
    ["JSON.stringify of JavaScript, or compact separators", compact],
    ["json.dumps of Python with ensure_ascii=False", spaced],
    ["json.dumps of Python", pythonEscaped(`{"name": ${JSON.stringify(NAME)}, "msg": "hé"}`)],
    [
      "compact and escaped",
      pythonEscaped(JSON.stringify({ name: NAME, msg: "世界" })).replace("\\u4e16", "x"),
    ],
    [
      "escaped quotes, backslashes and line ends",
      JSON.stringify({ name: NAME, msg: 'a"b\\c\nd\t/' }),
    ],
    ["one character", JSON.stringify({ name: NAME, msg: "x" })],
    ["a smiley", JSON.stringify({ name: NAME, msg: "😀" })],
  ]
) {
  Deno.test(`a message is spliced as it is: ${title}`, () => {
    assert(check(encoder.encode(json)));
  });
}

Deno.test("messages of one connection may differ in their form", () => {
  const form = new CanonicalForm(NAME);
  for (let i = 0; i < 3; i++) {
    for (const json of [compact, spaced, pythonEscaped(spaced).replaceAll("\\u4e16", "x")]) {
      const { view, start, end } = placed(encoder.encode(json), 0x22);
      assert(form.matches(view, start, end));
    }
    const { view, start, end } = placed(encoder.encode('{"name":"eve","msg":"hi"}'), 0x22);
    assert(!form.matches(view, start, end));
  }
});

/** The characters that `trim` removes: a text of these alone is blank. */
const WHITE = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code))
  .filter((char) => char.trim() === "");

for (
  const [title, msg] of [
    ["an empty text", ""],
    ["a command", "/who"],
    ["a doubled slash", "//who"],
    ["an escaped slash", "\\/who"],
    ["a slash as a number", "\\u002fwho"],
    ["a blank text of escapes", "\\n\\t\\u0020"],
    ["a lone high surrogate", "a\\ud83d"],
    ["a lone low surrogate", "a\\uDE00"],
    ["a surrogate in capitals", "a\\uD83D"],
    ["an unknown escape", "a\\q"],
    ["half an escape", "a\\u12"],
    ["an escape of no digits", "a\\u12g4"],
    ["an escape that takes the quote", "a\\"],
    ["a quote", 'a"b'],
    ["a further field", 'a","to":"#tea'],
    ["a key that stands twice", 'a","msg":"b'],
    ["a line end", "a\nb"],
    ["a zero byte", "a\0b"],
    ["a unit separator", "a\x1fb"],
  ]
) {
  Deno.test(`${title} takes the ordinary path`, () => {
    assert(!check(encoder.encode(`{"name":${JSON.stringify(NAME)},"msg":"${msg}"}`)));
  });
}

Deno.test("a blank text takes the ordinary path, with any of Unicode's white space", () => {
  assert(WHITE.length >= 25);
  for (const one of WHITE) {
    for (const msg of [one, one + one, one + " ", " " + one]) {
      const raw = `{"name":${JSON.stringify(NAME)},"msg":"${msg}"}`;
      assert(!check(encoder.encode(raw)), `U+${one.charCodeAt(0).toString(16)}`);
      assert(!check(encoder.encode(pythonEscaped(raw))));
    }
  }
});

Deno.test("a message with any byte changed to any other is heard as on the ordinary path", () => {
  let accepted = 0;
  for (const json of [compact, `{"name": ${JSON.stringify(NAME)}, "msg": "\\u00e9\\n\\"é"}`]) {
    const bytes = encoder.encode(json);
    for (let at = 0; at < bytes.length; at++) {
      const original = bytes[at];
      for (let byte = 0; byte < 256; byte++) {
        bytes[at] = byte;
        if (isCanonical(bytes)) {
          accepted++;
          assertEquals(decoded(bytes), { name: NAME, msg: spoken(bytes) });
        }
      }
      bytes[at] = original;
    }
  }
  assert(accepted > 1_000, `${accepted} were accepted`);
});

/** Returns the fields that the codec finds, and checks that the text is neither blank nor a command. */
function decoded(bytes: Uint8Array): unknown {
  const message = DATAGRAMS.decode(bytes, 0, bytes.length);
  assert(message.msg!.trim() !== "" && !message.msg!.startsWith("/"));
  return message;
}

function spoken(bytes: Uint8Array): string {
  const text = `{"seq":1,${new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(1))}`;
  return JSON.parse(text).msg;
}

Deno.test("a message that is cut, or has bytes around it, takes the ordinary path", () => {
  const bytes = encoder.encode(compact);
  for (let end = 0; end < bytes.length; end++) assert(!isCanonical(bytes.subarray(0, end)));
  for (const tail of [" ", "\n", "\r", "}", "\0"]) {
    assert(!isCanonical(encoder.encode(compact + tail)));
  }
  assert(!isCanonical(encoder.encode(` ${compact}`)));
  assert(!isCanonical(encoder.encode(`\ufeff${compact}`)));
});

const ascii = fc.constantFrom(
  "a",
  "hello ",
  "/",
  "//",
  " ",
  "x".repeat(9),
  "{",
  "}",
  ",",
  "0",
  "\x7f",
);
const escape = fc.constantFrom(
  ...["\\n", '\\"', "\\\\", "\\/", "\\b", "\\u0041", "\\u00e9", "\\u4E16", "\\u0000", "\\ud7ff"],
  ...["\\ue000", "\\ud83d", "\\ude00", "\\ud83d\\ude00", "\\uD800", "\\x41", "\\u", "\\u1", "\\"],
);
const raw = fc.constantFrom(
  "é",
  "世",
  "😀",
  "\u0085",
  "\u00a0",
  "\u2028",
  "\ufeff",
  '"',
  "\n",
  "\t",
);
const broken = fc.constantFrom<number[]>([0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe4, 0xb8], [
  0x80,
], [0]);
const fragment: fc.Arbitrary<number[]> = fc.oneof(
  { weight: 6, arbitrary: fc.oneof(ascii, escape, raw).map((text) => [...encoder.encode(text)]) },
  { weight: 3, arbitrary: ascii.map((text) => [...encoder.encode(text)]) },
  { weight: 1, arbitrary: broken },
);
const literal = JSON.stringify(NAME);
const opening = fc.constantFrom(
  ...[`{"name":${literal},"msg":"`, `{"name": ${literal}, "msg": "`],
  ...[
    `{"name": ${literal},"msg":"`,
    `{"msg":"`,
    `{"name":"eve","msg":"`,
    `{"Name":${literal},"msg":"`,
  ],
  ...[pythonEscaped(`{"name":${literal},"msg":"`), pythonEscaped(`{"name": ${literal}, "msg": "`)],
);
const closing = fc.oneof(
  { weight: 8, arbitrary: fc.constant('"}') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('" }', '"}\n', '","to":"#x"}', '","name":"eve"}', "}", '"'),
  },
);

Deno.test("a random message that is accepted is heard as on the ordinary path", () => {
  let accepted = 0;
  fc.assert(
    fc.property(opening, fc.array(fragment, { maxLength: 8 }), closing, (head, body, tail) => {
      const bytes = [...encoder.encode(head), ...body.flat(), ...encoder.encode(tail)];
      if (check(Uint8Array.from(bytes))) accepted++;
    }),
    { numRuns: 1_500 },
  );
  assert(accepted > 30, `${accepted} were accepted`);
});
