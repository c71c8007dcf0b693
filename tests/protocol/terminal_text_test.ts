import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { stripControls } from "../../protocol/mod.ts";
import { anyText } from "../support/bytes/any_text.ts";

const UNSAFE = /(?!\t)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

for (
  const [title, text, wanted] of [
    ["colours", "a\x1b[1;31mb\x1b[0mc", "abc"],
    ["colours of 24 bits with colons", "\x1b[38:2::255:0:0mred", "red"],
    ["clearing the screen", "\x1b[2J\x1b[Hhello", "hello"],
    ["moving up to overwrite a line", "\x1b[1A\x1b[2Kada: I owe you", "ada: I owe you"],
    ["moving back", "no\b\byes", "noyes"],
    ["a return to the line's begin", "hello\rserver: hi", "helloserver: hi"],
    ["a bell", "ding\x07", "ding"],
    ["a window's title", "\x1b]0;owned\x07hello", "hello"],
    ["a window's title ended by ST", "\x1b]2;owned\x1b\\hello", "hello"],
    ["a window's title without end", "hello\x1b]0;owned", "hello"],
    ["a hyperlink", "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"],
    ["writing to the clipboard", "\x1b]52;c;cm0gLXJmIC8=\x07", ""],
    ["asking the terminal for an answer", "\x1b[6n\x1b[c\x1b[>0q\x1b[?1049h", ""],
    ["a device control string", '\x1bP$q"p\x1b\\after', "after"],
    ["an application's program command", "\x1b_Gf=100;AAAA\x1b\\after", "after"],
    ["a privacy message", "\x1b^secret\x1b\\after", "after"],
    ["another character set", "\x1b(0lqqk\x1b(B", "lqqk"],
    ["a reset", "\x1bcafter", "after"],
    ["C1 controls of one byte", "\x9b31mred\x9d0;title\x9cafter\x85x", "redafterx"],
    ["a sequence that is cut, whose digits stay", "before\x1b[31", "before31"],
    ["a lone escape at the end", "before\x1b", "before"],
    ["an escape within an escape", "\x1b\x1b[31mx\x1b[\x1b[0m", "x"],
    ["zero bytes and DEL", "a\0b\x7fc", "abc"],
    ["marks that reverse text", "abc\u202edcba\u202c \u2066x\u2069 \u200f", "abcdcba x "],
    ["line and paragraph separators", "a\u2028b\u2029c", "abc"],
    ["a tab", "a\tb", "a\tb"],
    ["text in any script", "你好 😀 é עברית ZWJ:👨‍👩‍👧", "你好 😀 é עברית ZWJ:👨‍👩‍👧"],
  ]
) {
  Deno.test(`a line with ${title} is safe on a terminal`, () => {
    assertEquals(stripControls(text), wanted);
  });
}

Deno.test("no text leaves a control character, a line end or a change of direction", () => {
  const nasty = fc.constantFrom(
    ...["\x1b", "\x1b[", "\x1b]", "\x1bP", "\x9b", "\x9d", "\x90", "\x9c", "\x07", "\x1b\\", "\n"],
    ...[
      "\r",
      "\0",
      "\x7f",
      "\x85",
      "\u2028",
      "\u202e",
      "31",
      "m",
      ";",
      "?",
      " ",
      "[",
      "]",
      "\\",
      "é",
    ],
  );
  const text = fc.oneof(
    fc.array(nasty, { maxLength: 30 }).map((parts) => parts.join("")),
    anyText(40),
  );
  fc.assert(
    fc.property(text, (line) => {
      const shown = stripControls(line);
      assert(!UNSAFE.test(shown), JSON.stringify(shown));
      assertEquals(stripControls(shown), shown, "a safe line stays as it is");
    }),
    { numRuns: 500 },
  );
});

Deno.test("a long line of sequences without ends becomes safe", () => {
  for (const part of ["\x1b]", "\x1b[", "\x1b[0;", "\x9b1", "\x1bP\x1b"]) {
    const shown = stripControls(part.repeat(30_000));
    assert(!UNSAFE.test(shown));
  }
});
