import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { readableText } from "../../../protocol/hooks/readable_text.ts";

const TEXTS: readonly [sent: string, read: string][] = [
  ["plain, with a < b and c > d", "plain, with a < b and c > d"],
  ["<https://ci.example/7>", "https://ci.example/7"],
  ["<https://ci.example/7|build 7> failed", "build 7 (https://ci.example/7) failed"],
  ["<https://ci.example|https://ci.example>", "https://ci.example"],
  ["<mailto:ada@example.org|ada@example.org>", "ada@example.org"],
  ["<mailto:ada@example.org|Ada>", "Ada (ada@example.org)"],
  ["<!here> <!channel> <!subteam^S1|@oncall>", "@here @channel @oncall"],
  ["<!date^1392734382^{date}|18 February>", "18 February"],
  ["<@U024BE7LH|ada> in <#C024BE7LR|general>, <@U1>", "@ada in #general, @U1"],
  ["a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"],
  ["[log](https://ci.example/log) and ![plot](https://ci.example/p.png)", ""],
  ['[wiki](https://en.example/Go_(game) "title")', "wiki (https://en.example/Go_(game))"],
  ["[not](a link) and x[1](2)", "[not](a link) and x[1](2)"],
  ["<b>bold</b>", "<b>bold</b>"],
];

Deno.test("Slack's links and mentions and Markdown's links become text", () => {
  for (const [sent, read] of TEXTS) {
    const wanted = read === ""
      ? "log (https://ci.example/log) and plot (https://ci.example/p.png)"
      : read;
    assertEquals(readableText(sent), wanted);
  }
});

Deno.test("a text without markup stays as it is", () => {
  const piece = fc.string().filter((text) => !/[<>&[\]]/.test(text));
  fc.assert(fc.property(piece, (text) => assertEquals(readableText(text), text)));
});

Deno.test("the beginnings of many links are read to their end", () => {
  for (const piece of ["<", "[", "![", "<https://", "[a](https://(", "<!|"]) {
    const text = piece.repeat(8_000 / piece.length);
    assertEquals(readableText(text), text);
  }
});
