import { assert, assertEquals } from "@std/assert";
import {
  EMPHASIS_MAX_SIGNS,
  INLINE_MAX_SIGNS,
  LIST_MAX_ITEMS,
  MARKDOWN_MAX_CHARS,
  markdownTokens,
} from "../../../web/text/markdown.js";
import { plainText } from "../../../web/text/plain_text.js";

interface Token {
  readonly type: string;
  readonly raw: string;
  readonly tokens?: readonly Token[];
  readonly items?: readonly Token[];
}

/** The kinds of all tokens, the inner ones behind the outer one. */
function kindsOf(text: string): string[] {
  const kinds = ({ type, tokens = [], items = [] }: Token): string[] => [
    type,
    ...[...tokens, ...items].flatMap(kinds),
  ];
  return (markdownTokens(text) as Token[] | undefined)?.flatMap(kinds) ?? [];
}

/** True if a text is split into its Markdown. */
const isSplit = (text: string) => markdownTokens(text) !== undefined;

Deno.test("a text is split into what the page draws, and nothing else", () => {
  assertEquals(kindsOf("**a** ~~b~~ `c`"), [
    ...["paragraph", "strong", "text", "text", "del", "text", "text", "codespan"],
  ]);
  assertEquals(kindsOf("<b>a</b> <http://x.example> [a]"), [
    "paragraph",
    "text",
    "address",
    "text",
  ]);
  assertEquals(kindsOf("| a |\n|---|\n| b |"), ["paragraph", "text"]);
  assertEquals(kindsOf("[a]: http://x.example\n\n[a]"), [
    ...["paragraph", "text", "address", "space", "paragraph", "text"],
  ]);
});

Deno.test("an address keeps its underscores", () => {
  assertEquals(kindsOf("https://x.example/_a_/*b* *c*"), [
    ...["paragraph", "address", "text", "em", "text"],
  ]);
});

Deno.test("a text beyond a limit is shown as it is: the library would take long", () => {
  assert(isSplit("a".repeat(MARKDOWN_MAX_CHARS)));
  assert(!isSplit("a".repeat(MARKDOWN_MAX_CHARS + 1)));
  assert(isSplit("*a ".repeat(EMPHASIS_MAX_SIGNS)));
  assert(!isSplit("*a ".repeat(EMPHASIS_MAX_SIGNS + 1)));
  assert(!isSplit(`${"*a ".repeat(EMPHASIS_MAX_SIGNS / 2)}\n\n${"a_ ".repeat(150)}`));
  for (const sign of ["[", "`a", "<", "![", "\\[", "[a]("]) {
    const signs = sign.match(/[*_~`[\]<>!\\]/g)!.length;
    assert(isSplit(sign.repeat(INLINE_MAX_SIGNS / signs)), sign);
    assert(!isSplit(sign.repeat(INLINE_MAX_SIGNS / signs + 1)), sign);
  }
  assert(isSplit("- a\n".repeat(LIST_MAX_ITEMS)));
  for (const marker of ["- a\n", "1. a\n", "-\n", "> - a\n"]) {
    assert(!isSplit(marker.repeat(LIST_MAX_ITEMS + 1)), marker);
  }
});

Deno.test("quotes and lists within each other are split up to a depth", () => {
  for (const marker of [">", "> ", "- ", "1. ", "* "]) {
    assert(isSplit(`${marker.repeat(8)}a`), marker);
    assert(!isSplit(`${marker.repeat(9)}a`), marker);
    assert(!isSplit(marker.repeat(4_000).slice(0, MARKDOWN_MAX_CHARS)), marker);
  }
  const stairs = (steps: number) =>
    Array.from({ length: steps }, (_, step) => `${"  ".repeat(step)}- a\n`).join("");
  assert(isSplit(stairs(11)));
  assert(!isSplit(stairs(12)));
});

Deno.test("a quoted text is on one line, and without the signs of its Markdown", () => {
  assertEquals(plainText("**a** _b_ `c * d`\n> e\n\n- f\n- ~~g~~\n\n# h"), "a b c * d e f g h");
  assertEquals(
    plainText("2 * 3 * 4 <b> https://x.example/_a_ \\*i"),
    "2 * 3 * 4 <b> https://x.example/_a_ *i",
  );
  assertEquals(
    plainText("```\nlet x;\n```\n**b [c](https://x.example/)**"),
    "let x; b [c](https://x.example/)",
  );
  assertEquals(plainText("*a ".repeat(300)), "*a ".repeat(300).trim());
});

Deno.test("code may have any number of signs", () => {
  assertEquals(kindsOf(`\`\`\`\n${"*a_[`".repeat(1_500)}\n\`\`\``), ["code"]);
});
