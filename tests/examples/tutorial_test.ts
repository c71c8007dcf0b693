import { assert, assertEquals } from "@std/assert";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { Chatter } from "../support/peers/chatter.ts";
import { connectTcp, joinTcp } from "../support/peers/connect.ts";
import { PYTHON } from "../support/programs/python.ts";
import type { TestServer } from "../support/server/test_server.ts";
import { freePort } from "../support/network/free_port.ts";
import { startHub } from "./hub.ts";
import { LESSONS, PAIRS, type Step } from "./lessons.ts";
import { blocksOf, rowsOf } from "./markdown.ts";
import { type Program, startProgram } from "./program.ts";
import { shownTrace } from "./trace.ts";

const PAGE = new URL("../../docs/tutorial.md", import.meta.url);
const FOLDER = new URL("../../examples/tutorial/", import.meta.url);

/** Flags for both ports that only answer, on free numbers. */
const ANSWERING = ["--echo-port", "0", "--time-port", "0"];

const cannotRun = missing(PROCESS_PERMISSIONS) ??
  (PYTHON === undefined ? "needs python3" : undefined);
const NAME = "狗哥alex";

/** With `HUBBUB_UPDATE_DOCS=1` the tests write the current sessions into the page and compare nothing. */
const updates = cannotRun === undefined && Deno.env.get("HUBBUB_UPDATE_DOCS") === "1";

async function play(
  steps: readonly Step[],
  program: Program,
  witness: Chatter | undefined,
): Promise<void> {
  for (const step of steps) {
    if ("type" in step) await program.type(step.type);
    else if ("shows" in step) await program.until(step.shows);
    else if ("hears" in step) await witness!.first(({ msg }) => msg === step.hears);
    else await witness!.say(step.says);
  }
}

/** Runs a file of the tutorial with only its port changed, and only with the standard library. */
function startLesson(file: string, port: number): Promise<Program> {
  return startProgram(`exec ${PYTHON} -S -u ${file}`, {
    files: [new URL(file, FOLDER)],
    edit: (source) => source.replaceAll("9000", `${port}`),
  });
}

/** Waits for the end of a program that ends by itself. Returns its session. */
async function finish(program: Program, { ends }: { readonly ends: boolean }): Promise<string> {
  if (!ends) return program.session;
  const { code, output } = await program.ended();
  assertEquals(code, 0, output);
  return program.session;
}

for (const lesson of LESSONS) {
  const { name, program: file, port, other, steps } = lesson;

  gatedTest(
    `tutorial ${name}: the client's session with the ${port} port is that of docs/tutorial.md`,
    cannotRun,
    async () => {
      await using hub = await startHub(ANSWERING);
      const connection = await connectTcp(hub, "json-lines");
      await using witness = new Chatter(connection, "json");
      await witness.hello(other);
      hub.traced.length = 0;
      const ports = { ...hub.server.ports, hub: hub.tcpPort };
      await using program = await startLesson(`${file}_client.py`, ports[port]!);
      await play(steps, program, witness);
      compare(`session ${name}`, shownSession(await finish(program, lesson), hub));
      compare(`trace ${name}`, shownTrace(hub.traced, connection.remote));
    },
  );
}

gatedTest(
  `tutorial udp_chat: the name belongs to the old port until the lease ends or /quit frees it`,
  cannotRun,
  async () => {
    await using hub = await startHub();
    await using bob = await joinTcp(hub, "bob");
    const start = async (...steps: Step[]) => {
      await using program = await startLesson("udp_chat_client.py", hub.tcpPort);
      await play([{ shows: ": " }, { type: NAME }, ...steps, { type: "quit" }], program, bob);
      return await finish(program, { ends: true });
    };
    await start({ shows: "Welcome" });
    compare("session udp_chat again", shownSession(await start({ shows: "is yours.\n" }), hub));
    // The hub can't know that the first program has ended, so only the lease frees its name.
    const { connections, now, limits } = hub.server.context;
    const [first] = [...connections].filter(({ member }) => member?.name === NAME);
    first.tick(now() + limits.udpLeaseMs);
    await bob.first(({ event }) => event === "leave");
    await start({ shows: "Welcome" }, { type: "/quit" }, { shows: "Goodbye" });
    await bob.first(({ event }) => event === "leave");
    await start({ shows: "Welcome" });
  },
);

for (const pair of PAIRS) {
  const { program, steps, reply } = pair;

  gatedTest(
    `tutorial ${program}: the client and the tutorial's server talk to each other`,
    cannotRun,
    async () => {
      const port = freePort();
      await using server = await startLesson(`${program}_server.py`, port);
      await server.until("starting...");
      if (reply !== undefined) await server.type(reply);
      await using client = await startLesson(`${program}_client.py`, port);
      await play(steps, client, undefined);
      await finish(client, pair);
    },
  );
}

gatedTest(
  `tutorial many: the echo port answers twenty clients at once`,
  cannotRun,
  async () => {
    await using hub = await startHub(ANSWERING);
    await all(Array.from({ length: 20 }, async (_, i) => {
      await using client = await startLesson("many_client.py", hub.server.ports.echo!);
      await client.until(">>: ");
      await client.type(`client ${i}`);
      await client.until(`CLIENT ${i}\n>>: `);
      await client.type("q");
      assertEquals((await client.ended()).code, 0);
    }));
  },
);

gatedTest(
  "tutorial many: the clients and the tutorial's server talk to each other",
  cannotRun,
  async () => {
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
);

gatedTest("docs/tutorial.md has a row for each program", cannotRun, () => {
  const page = Deno.readTextFileSync(PAGE);
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).sort();
  const linked = rowsOf(page, "its client").flatMap((row) => row.join(" ").match(/\w+\.py/g) ?? []);
  assertEquals([...new Set(linked)].sort(), files);
});

/** Waits for all parts, and then fails if one of them has failed. */
async function all(parts: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(parts)) {
    if (result.status === "rejected") throw result.reason;
  }
}

/** Returns a session with the page's ports and time, and without colours. */
function shownSession(session: string, { tcpPort, server: { ports } }: TestServer): string {
  return session.replaceAll(`${tcpPort}`, "9000").replaceAll(`${ports.echo}`, "9002")
    // deno-lint-ignore no-control-regex
    .replace(/\x1b\[[\d;]*m/g, "").replace(/\d{4}(?<sep>[- ])\d\d\1\d\d/g, "2026$<sep>11$<sep>21")
    .replace(/\d\d:\d\d:\d\d/g, "05:00:00").replace(/[^\S\n]+$/gm, "");
}

/** Compares the fenced block of the page that has this name with a session or a trace. */
function compare(info: string, came: string): void {
  const page = Deno.readTextFileSync(PAGE);
  const block = blocksOf(page).find((block) => block.info === info);
  assert(block !== undefined, `docs/tutorial.md has no block "${info}"`);
  const text = came.endsWith("\n") ? came : `${came}\n`;
  if (!updates) return assertEquals(text, block.text, "HUBBUB_UPDATE_DOCS=1 writes the new one");
  const [before, after] = page.split(`\`\`\`text ${info}\n${block.text}\`\`\``);
  Deno.writeTextFileSync(PAGE, `${before}\`\`\`text ${info}\n${text}\`\`\`${after}`);
}
