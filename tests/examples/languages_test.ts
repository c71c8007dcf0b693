import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { joinTcp } from "../support/peers/connect.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { startHub } from "./hub.ts";
import { rowsOf } from "./markdown.ts";
import { startProgram } from "./program.ts";

const FOLDER = new URL("../../examples/languages/", import.meta.url);
const LONG = new Set(["C", "Go", "Rust", "Java"]);
const COLUMNS_MAX = 100;

const cannotRun = missing(PROCESS_PERMISSIONS);
const page = cannotRun === undefined ? Deno.readTextFileSync(new URL("README.md", FOLDER)) : "";
const rows = rowsOf(page, "speaks");

gatedTest("examples/languages/README.md has a row for each client", cannotRun, () => {
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name);
  const clients = files.filter((name) => name !== "README.md").sort();
  assertEquals(rows.map(([, , command]) => fileOf(command)).sort(), clients);
  assert(clients.length >= 14, `${clients.length} clients`);
});

for (const [language, speaks, command, debianPackage] of rows) {
  const file = fileOf(command);
  const limit = LONG.has(language) ? 30 : 12;

  Deno.test(`the client in ${language} has at most ${limit} lines of code`, () => {
    const lines = codeOf(Deno.readTextFileSync(new URL(file, FOLDER)));
    assert(lines.length <= limit, `${lines.length} lines of code`);
    const widest = Math.max(...lines.map((line) => line.length));
    assert(widest <= COLUMNS_MAX, `a line of ${widest} columns`);
  });

  const needed = [command.split(" ")[0], ...(file === "nc.sh" ? ["nc"] : [])];
  const absent = notInstalled(...needed);

  gatedTest(
    `the client in ${language} is heard, prints the others' messages, and ends after their bye`,
    absent === undefined ? undefined : `${absent}: ${debianPackage}`,
    async () => {
      await using hub = await startHub();
      await using witness = await joinTcp(hub, "witness");
      const ported = command.replace("9000", `${hub.tcpPort}`);
      await using program = await startProgram(ported, { files: [new URL(file, FOLDER)] });
      const hello = witness.first(({ msg }) => msg.startsWith("hello from "));
      const { name } = await program.during(hello);
      await witness.send({ msg: `你好, ${name}` });
      await witness.send({ to: name, msg: "psst" });
      await witness.say("bye");
      const { code, output } = await program.ended();
      assertStringIncludes(output, `server: Welcome, `);
      assertStringIncludes(output, `\nwitness: 你好, ${name}\n`);
      assertStringIncludes(
        output,
        speaks.includes("text") ? "\nwitness (to you): psst\n" : "\nwitness: psst\n",
      );
      assert(output.endsWith("\nwitness: bye\n"), output);
      assertEquals(code, 0, output);
    },
  );
}

/** Returns the source file in a command: the first word with a dot and letters after it. */
function fileOf(command: string): string {
  return /\S+\.[a-z]+(?= )/.exec(command)![0];
}

/** Returns the lines that are neither empty nor a comment. */
function codeOf(source: string): string[] {
  return source.split("\n").filter((line) => !/^\s*(?:$|#(?!include)|\/\/|;|%|\/?\*)/.test(line));
}
