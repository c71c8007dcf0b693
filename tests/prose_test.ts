import { assertEquals } from "@std/assert";

const ROOT = new URL("../", import.meta.url);
const ignore = Deno.permissions.querySync({ name: "read", path: ROOT }).state !== "granted";
const why = ignore ? " (needs to read the source)" : "";

/** Folders that hold no code of ours. */
const SKIPPED = /^(?:\..*|coverage|data|node_modules)$/;

/** A comment or a test's name that opens with such a word hides its subject. */
const OPENER = /^(?:What|Who|Whom|Whose|Where|Whether|When|Whenever|Whoever|Whatever|How)\b/i;

/** The words in which a sentence of ours has no subject that a reader could name. */
const UNNAMED = /\b(?:one's|oneself|whoever|whomever)\b/i;

interface Sentence {
  readonly place: string;
  readonly text: string;
}

async function* sourcesIn(folder: URL): AsyncGenerator<URL> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory && !SKIPPED.test(name)) yield* sourcesIn(new URL(`${name}/`, folder));
    else if (/\.[jt]s$/.test(name)) yield new URL(name, folder);
  }
}

/** Returns the first line of each comment, and what `@param` and `@returns` say. */
function commentsIn(path: string, text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let isInside = false;
  text.split("\n").forEach((line, i) => {
    const place = `${path}:${i + 1}`;
    const comment = /^\s*(?:\/\*\*?|\/\/|\*(?!\/))\s?(.*?)\s*(?:\*\/)?$/.exec(line)?.[1];
    if (/^\s*\/\*/.test(line)) isInside = false;
    const tag = /^@(?:param|returns)\s+(?:\{[^}]*\}\s*)?(?:[\w.[\]]+(?:\s+|$))?(.*)$/.exec(
      comment ?? "",
    );
    if (tag !== null) sentences.push({ place, text: tag[1] });
    else if (comment !== undefined && comment !== "" && !isInside) {
      sentences.push({ place, text: comment });
    }
    isInside = comment !== undefined && (comment !== "" || isInside);
  });
  return sentences;
}

function testNamesIn(path: string, text: string): Sentence[] {
  const found = text.matchAll(/\b(?:test|\w*Test|\.step)\(\s*(?:\{\s*name:\s*)?["`]([^"`]+)/g);
  return [...found].map(([, name]) => ({ place: path, text: name }));
}

Deno.test({
  name: `every comment and every test's name opens with its subject${why}`,
  ignore,
  fn: async () => {
    const hidden: string[] = [];
    for await (const url of sourcesIn(ROOT)) {
      const path = url.href.slice(ROOT.href.length);
      const text = await Deno.readTextFile(url);
      const sentences = [...commentsIn(path, text), ...testNamesIn(path, text)];
      for (const { place, text } of sentences) {
        if (OPENER.test(text) || UNNAMED.test(text)) hidden.push(`${place}: ${text}`);
      }
    }
    assertEquals(hidden, []);
  },
});

Deno.test("the sentences of a source are found in every form that they have", () => {
  const word = ["who", "ever"].join("");
  const text = [
    "/** What a word is. */",
    "/**",
    " * Where it stands.",
    " * How it goes on.",
    " *",
    " * @param name Who is meant.",
    " */",
    "  // When it is.",
    `  test("${word} comes", () => {});`,
  ].join("\n");
  assertEquals(commentsIn("a.ts", text).map(({ text }) => text), [
    "What a word is.",
    "Where it stands.",
    "Who is meant.",
    "When it is.",
  ]);
  assertEquals(testNamesIn("a.ts", text).map(({ text }) => text), [`${word} comes`]);
});
