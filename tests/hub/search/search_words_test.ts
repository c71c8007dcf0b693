import { assertEquals, assertThrows } from "@std/assert";
import { ChatError } from "../../../hub/mod.ts";
import { parseBound, parseSearch, type SearchWords } from "../../../hub/search/search_words.ts";

const SEARCHES: readonly [text: string, words: SearchWords][] = [
  ["tea", { terms: ["tea"] }],
  ["  Green  TEA ", { terms: ["green", "tea"] }],
  ['"earl  grey" kettle', { terms: ["earl grey", "kettle"] }],
  ['"not closed', { terms: ["not closed"] }],
  ["from:ada in:#tea cup", { terms: ["cup"], from: "ada", in: "#tea" }],
  ['FROM:"Ada Lovelace" cup', { terms: ["cup"], from: "Ada Lovelace" }],
  ["from：小明 “我们 走”", { terms: ["我们 走"], from: "小明" }],
  ["before:2026-11-27 after:7 x", { terms: ["x"], before: "2026-11-27", after: "7" }],
  ["from:ada from:bob", { terms: [], from: "bob" }],
  ["re:7 cup", { terms: ["cup"], re: 7 }],
  ["RE：7", { terms: [], re: 7 }],
  ["re:invent re: 7 re:7th", { terms: ["re:invent", "re:", "7", "re:7th"] }],
  ["from: ada", { terms: ["from:", "ada"] }],
  ["http://hub:8080/x", { terms: ["http://hub:8080/x"] }],
  ['"from:ada"', { terms: ["from:ada"] }],
  ["Ｔｅａ ẞ", { terms: ["tea", "ss"] }],
  ['""', { terms: [] }],
  ["", { terms: [] }],
];

for (const [text, words] of SEARCHES) {
  Deno.test(`the search ${JSON.stringify(text)} is read`, () => {
    assertEquals(parseSearch(text), words);
  });
}

Deno.test("a search that is too long, or has too many words, says the limit", () => {
  assertThrows(() => parseSearch("x".repeat(257)), ChatError, "at most 256 are read");
  assertThrows(() => parseSearch("x ".repeat(17)), ChatError, "at most 16 are read");
});

Deno.test("a bound is a number, or a time in UTC unless it names a zone", () => {
  assertEquals(parseBound("before", 7), { seq: 7 });
  assertEquals(parseBound("before", "7"), { seq: 7 });
  const midnight = Date.UTC(2026, 10, 27);
  assertEquals(parseBound("after", "2026-11-27"), { timeMs: midnight });
  assertEquals(parseBound("after", "2026-11-27T08:30"), { timeMs: midnight + 8.5 * 3_600_000 });
  assertEquals(parseBound("after", "2026-11-27t08:30+01:00"), {
    timeMs: midnight + 7.5 * 3_600_000,
  });
  for (const bad of ["yesterday", "2026-13-01", "-1", "1.5", "99999999999999999"]) {
    assertThrows(() => parseBound("before", bad), ChatError, `not "${bad}"`);
  }
});
