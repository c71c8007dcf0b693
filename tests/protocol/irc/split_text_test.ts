import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { splitLines, splitText } from "../../../protocol/irc/wire/split_text.ts";

const sizeOf = (text: string) => new TextEncoder().encode(text).length;

Deno.test("parts are within the limit, and joined they are the text", () => {
  const texts = fc.array(fc.constantFrom("a", " ", "ß", "狗", "👍🏽", "👩‍👩‍👧", "e\u0301"), {
    maxLength: 80,
  })
    .map((parts) => parts.join(""));
  fc.assert(fc.property(texts, fc.integer({ min: 8, max: 60 }), (text, maxBytes) => {
    const parts = splitText(text, maxBytes);
    assertEquals(parts.join(""), text);
    for (const part of parts) assert(sizeOf(part) <= maxBytes && part.isWellFormed());
  }));
});

Deno.test("a character that people see as one isn't split, if it fits", () => {
  assertEquals(splitText("👍🏽👍🏽👍🏽", 20), ["👍🏽👍🏽", "👍🏽"]);
});

Deno.test("a text is split at a space near the end of a part", () => {
  assertEquals(splitText("one two three four", 16), ["one two three ", "four"]);
});

Deno.test("lines without text are left out, and a hundred lines are enough", () => {
  assertEquals(splitLines("a\r\n\r\nb\u2028c\n"), ["a", "b", "c"]);
  assertEquals(splitLines(""), []);
  const lines = splitLines("x\n".repeat(1_000));
  assertEquals(lines.length, 100);
  assertEquals(lines.at(-1), Array(901).fill("x").join("⏎"));
});
