import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { findTelnet, TelnetDecoder } from "../../protocol/typing/telnet.ts";
import { joined } from "../support/bytes/joined.ts";

const IAC = 0xff, DONT = 0xfe, DO = 0xfd, WONT = 0xfc, WILL = 0xfb, SB = 0xfa, SE = 0xf0;
const EC = 0xf7, AYT = 0xf6, AO = 0xf5, IP = 0xf4, DM = 0xf2, NOP = 0xf1;
const ECHO = 1, TIMING_MARK = 6, WINDOW_SIZE = 31;

function bytesOf(...parts: readonly (number | string)[]): Uint8Array {
  const encoder = new TextEncoder();
  return joined(
    parts.map((part) => typeof part === "string" ? encoder.encode(part) : Uint8Array.of(part)),
  );
}

/** Returns the text in bytes that come in pieces, and all answers. */
function taken(bytes: Uint8Array, sizes: readonly number[] = [bytes.length]) {
  const telnet = new TelnetDecoder();
  const left: Uint8Array[] = [];
  const answers: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length];
    left.push(telnet.decode(bytes.subarray(at, at + size)));
    answers.push(telnet.answer().bytes);
    at += size;
  }
  left.push(telnet.release());
  return { text: joined(left), answer: joined(answers) };
}

const TABLE: readonly [what: string, bytes: Uint8Array, text: Uint8Array, answer: Uint8Array][] = [
  [
    "Ctrl-C: the mark is given each time",
    bytesOf("a", IAC, IP, IAC, DO, TIMING_MARK, "b", IAC, DO, TIMING_MARK, "c"),
    bytesOf("abc"),
    bytesOf(IAC, WILL, TIMING_MARK, IAC, WILL, TIMING_MARK),
  ],
  [
    "options: each is refused once",
    bytesOf(IAC, DO, ECHO, IAC, WILL, WINDOW_SIZE, IAC, DO, ECHO, IAC, WILL, WINDOW_SIZE, "hi"),
    bytesOf("hi"),
    bytesOf(IAC, WONT, ECHO, IAC, DONT, WINDOW_SIZE),
  ],
  [
    "refusals, which get no answer",
    bytesOf(IAC, WONT, ECHO, IAC, DONT, ECHO, "hi"),
    bytesOf("hi"),
    bytesOf(),
  ],
  [
    "an erased character",
    bytesOf("helo", IAC, EC, IAC, EC, "llo"),
    bytesOf("helo\b\bllo"),
    bytesOf(),
  ],
  [
    "subnegotiations with line ends and doubled marks",
    bytesOf("h", IAC, SB, WINDOW_SIZE, 0, 10, IAC, IAC, 13, IAC, SE, "i"),
    bytesOf("hi"),
    bytesOf(),
  ],
  [
    "commands without an answer",
    bytesOf("a", IAC, AO, "b", IAC, NOP, IAC, DM),
    bytesOf("ab"),
    bytesOf(),
  ],
  [
    "a doubled mark, once telnet is known",
    bytesOf(IAC, NOP, "a", IAC, IAC),
    bytesOf("a", IAC),
    bytesOf(),
  ],
];

for (const [what, bytes, text, answer] of TABLE) {
  Deno.test(`telnet is decoded in any pieces: ${what}`, () => {
    assertEquals(taken(bytes), { text, answer });
    for (let size = 1; size < bytes.length; size++) {
      assertEquals(taken(bytes, [size]), { text, answer }, `pieces of ${size}`);
      assertEquals(taken(bytes, [size, bytes.length]), { text, answer }, `cut at ${size}`);
    }
  });
}

Deno.test("telnet: AYT and an interruption are reported once", () => {
  const telnet = new TelnetDecoder();
  telnet.decode(bytesOf(IAC, AYT, IAC, IP));
  assertEquals(telnet.answer(), {
    bytes: bytesOf(),
    isAskedForLife: true,
    isInterrupted: true,
  });
  const { isAskedForLife, isInterrupted } = telnet.answer();
  assertEquals([isAskedForLife, isInterrupted], [false, false]);
});

Deno.test("telnet: a subnegotiation without an end takes 1,024 bytes, and the rest is text", () => {
  const { text } = taken(bytesOf(IAC, SB, 1, "x".repeat(3000)));
  // The option is the first of the 1,024 bytes.
  assertEquals(text.length, 3000 - 1023);
});

const command = fc.oneof(
  fc.tuple(fc.constantFrom(DO, DONT, WILL, WONT), fc.nat(49)).map((two) => bytesOf(IAC, ...two)),
  fc.constantFrom(AO, IP, AYT, NOP, DM).map((one) => bytesOf(IAC, one)),
  fc.uint8Array({ max: 254, maxLength: 20 }).map((data) =>
    joined([bytesOf(IAC, SB), data, bytesOf(IAC, SE)])
  ),
);

Deno.test("telnet: only the text is left of random commands and texts in any pieces", () => {
  const part = fc.oneof(command, fc.string({ unit: "grapheme" }));
  const parts = fc.array(part, { maxLength: 12 });
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
  fc.assert(fc.property(parts, sizes, (parts, sizes) => {
    const texts = parts.filter((part) => typeof part === "string");
    const bytes = joined(parts.map((part) => typeof part === "string" ? bytesOf(part) : part));
    assertEquals(taken(bytes, sizes).text, bytesOf(...texts));
  }));
});

Deno.test("telnet: text in an encoding with letters at 0xff stays as it is", () => {
  // In windows-1251, я is 0xff and р to ю are the bytes of telnet's commands.
  const letters: Readonly<Record<string, number>> = { я: 0xff, ё: 0xb8, " ": 0x20 };
  const cyrillic = (text: string) =>
    Uint8Array.from(text, (char) => letters[char] ?? char.codePointAt(0)! - 0x430 + 0xe0);
  for (const text of ["ясно", "яркий ящик", "моя яхта", "язык", "явь", "я"]) {
    assertEquals(taken(cyrillic(text)).text, cyrillic(text), text);
    assertEquals(findTelnet(cyrillic(text)) === "spoken", false, text);
  }
  const latin1 = Uint8Array.from("L'Haÿ-les-Roses", (char) => char.codePointAt(0)!);
  assertEquals(taken(latin1).text, latin1);
});
