import { assert, assertEquals } from "@std/assert";

/** One line of a transcript: a text that a client sends, or that it gets next. */
export interface Step {
  readonly client: string;
  readonly direction: ">" | "<";
  readonly text: string;
}

/** A conversation as a document shows it. */
export interface Transcript {
  readonly title: string;
  /** The name and the dialect of each client. */
  readonly clients: ReadonlyMap<string, string>;
  readonly steps: readonly Step[];
}

/** Returns the fenced blocks of a Markdown text that begin with `transcript ada=json-lines …`. */
export function transcriptsOf(markdown: string): Transcript[] {
  const blocks = markdown.matchAll(/```transcript ([^\n]*)\n(.*?)```/gs);
  return [...blocks].map(([, clients, body], index) => ({
    title: `${index + 1}: ${headingBefore(markdown, body)}`,
    clients: new Map(clients.split(" ").map((one) => one.split("=") as [string, string])),
    steps: body.trim().split("\n").map((line) => {
      const match = /^(\w+) ([<>]) (.*)$/.exec(line);
      assert(match !== null, `not a transcript line: ${line}`);
      return { client: match[1], direction: match[2] as ">" | "<", text: match[3] };
    }),
  }));
}

function headingBefore(markdown: string, body: string): string {
  const before = markdown.slice(0, markdown.indexOf(body));
  return [...before.matchAll(/^## (.*)$/gm)].at(-1)?.[1] ?? "";
}

/**
 * Compares a text that came with the document's. `"…"` stands for any text, `,…}` for any further
 * fields. `"$word"` stands for a text that is the same at each place in the transcript.
 */
export function assertShown(shown: string, came: string, words: Map<string, string>): void {
  if (!shown.startsWith("{")) return assertEquals(came, shown);
  const isPartial = shown.endsWith(",…}");
  const wanted = JSON.parse(isPartial ? shown.slice(0, -3) + "}" : shown) as Fields;
  const got = JSON.parse(came) as Fields;
  const message = `\n  the document shows ${shown}\n  what came is        ${came}`;
  for (const [key, value] of Object.entries(wanted)) {
    if (value === "…") assert(typeof got[key] === "string", message);
    else if (typeof value === "string" && value.startsWith("$")) {
      if (!words.has(value)) words.set(value, String(got[key]));
      assertEquals(got[key], words.get(value), message);
    } else assertEquals(got[key], value, message);
  }
  if (!isPartial) assertEquals(Object.keys(got), Object.keys(wanted), message);
}

type Fields = Record<string, unknown>;

/** Returns a client's text with the values of all words like `$word` that came before. */
export function fillIn(text: string, words: ReadonlyMap<string, string>): string {
  return text.replace(/\$\w+/g, (word) => words.get(word) ?? word);
}
