import { assert, assertEquals } from "@std/assert";
import { PYTHON } from "../support/python.ts";
import { freePort, mayRun, startHub, type TestHub, whyNot } from "./hub.ts";
import { LESSONS, type Step } from "./lessons.ts";
import { blocksOf, rowsOf } from "./markdown.ts";
import { type Program, startProgram } from "./program.ts";
import { shownTrace } from "./trace.ts";
import { Witness } from "./witness.ts";

const PAGE = new URL("../../docs/tutorial.md", import.meta.url);
const FOLDER = new URL("../../examples/tutorial/", import.meta.url);

const ignore = !mayRun || PYTHON === undefined;
const why = mayRun && ignore ? " (needs python3)" : whyNot;
/** `HUBBUB_UPDATE_DOCS=1` writes the sessions of today into the page instead of comparing. */
const updates = mayRun && Deno.env.get("HUBBUB_UPDATE_DOCS") === "1";

async function play(
  steps: readonly Step[],
  program: Program,
  witness: Witness | undefined,
): Promise<void> {
  for (const step of steps) {
    if ("type" in step) await program.type(step.type);
    else if ("shows" in step) await program.until(step.shows);
    else if ("hears" in step) await witness!.until(({ msg }) => msg === step.hears);
    else await witness!.say({ msg: step.says });
  }
}

/** Runs a file of the tutorial, unchanged but for its port, with nothing but the standard library. */
function startLesson(file: string, port: number): Promise<Program> {
  return startProgram(`exec ${PYTHON} -S -u ${file}`, {
    files: [new URL(file, FOLDER)],
    edit: (source) => source.replaceAll("9000", `${port}`),
  });
}

for (const lesson of LESSONS) {
  const { name, other, steps, pair, reply } = lesson;

  Deno.test({
    name: `tutorial ${name}: the client's half talks to the hub, as docs/tutorial.md shows${why}`,
    ignore,
    fn: async () => {
      await using hub = await startHub();
      using witness = await Witness.join(hub.port, other);
      hub.trace.length = 0;
      await using program = await startLesson(`${name}_client.py`, hub.port);
      await play(steps, program, witness);
      const { code, output } = await program.ended();
      assertEquals(code, 0, output);
      compare(`session ${name}`, shownSession(program.session, hub));
      compare(`trace ${name}`, shownTrace(hub.trace, witness.remote));
    },
  });

  Deno.test({
    name: `tutorial ${name}: both halves talk to each other${why}`,
    ignore,
    fn: async () => {
      const port = freePort();
      await using server = await startLesson(`${name}_server.py`, port);
      await server.until("starting...");
      if (reply !== undefined) await server.type(reply);
      await using client = await startLesson(`${name}_client.py`, port);
      await play(pair, client, undefined);
      const { code, output } = await client.ended();
      assertEquals(code, 0, output);
    },
  });
}

Deno.test({
  name: `tutorial many: twenty clients at once talk to the hub, each for itself${why}`,
  ignore,
  fn: async () => {
    // Otherwise each would hear of all the others before it hears its answer.
    await using hub = await startHub(["--announce-limit", "0"]);
    await all(Array.from({ length: 20 }, async (_, i) => {
      await using client = await startLesson("many_client.py", hub.port);
      await client.until(">>: ");
      await client.type(`/msg echo client ${i}`);
      await client.until("Welcome, guest");
      // What one recv has left for the next one comes with the next question.
      await client.type(`/msg echo client ${i}`);
      await client.until(`echo (to you): CLIENT ${i}\n`);
      await client.type("q");
      assertEquals((await client.ended()).code, 0);
    }));
  },
});

Deno.test({
  name: `tutorial many: both halves talk to each other${why}`,
  ignore,
  fn: async () => {
    const port = freePort();
    await using server = await startLesson("many_server.py", port);
    await server.until("starting...");
    await all(["one", "two", "three"].map(async (word) => {
      await using client = await startLesson("many_client.py", port);
      await client.type(word);
      await client.until(word.toUpperCase());
      await client.type("q");
      assertEquals((await client.ended()).code, 0);
    }));
  },
});

Deno.test({ name: `docs/tutorial.md has a row for each program${why}`, ignore }, () => {
  const page = Deno.readTextFileSync(PAGE);
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).sort();
  const linked = rowsOf(page, "its client").flatMap((row) => row.join(" ").match(/\w+\.py/g) ?? []);
  assertEquals([...new Set(linked)].sort(), files);
});

/** Waits for all, and only then fails. */
async function all(parts: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(parts)) {
    if (result.status === "rejected") throw result.reason;
  }
}

/** The session with the port that the page has. */
function shownSession(session: string, { port }: TestHub): string {
  return session.replaceAll(`${port}`, "9000").replace(/\d{4}-\d\d-\d\d/g, "2026-11-21")
    .replace(/[^\S\n]+$/gm, "");
}

/** Compares a fenced block of the page, named behind its language, with what came. */
function compare(info: string, came: string): void {
  const page = Deno.readTextFileSync(PAGE);
  const block = blocksOf(page).find((block) => block.info === info);
  assert(block !== undefined, `docs/tutorial.md has no block "${info}"`);
  const text = came.endsWith("\n") ? came : `${came}\n`;
  if (!updates) return assertEquals(text, block.text, "HUBBUB_UPDATE_DOCS=1 writes the new one");
  const [before, behind] = page.split(`\`\`\`text ${info}\n${block.text}\`\`\``);
  Deno.writeTextFileSync(PAGE, `${before}\`\`\`text ${info}\n${text}\`\`\`${behind}`);
}
