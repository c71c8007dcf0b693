import { assert, assertEquals } from "@std/assert";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { TempFolder } from "../support/files/temp_folder.ts";
import { bytesOf, FilePeer, md5Of } from "../support/peers/file_peer.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { PYTHON } from "../support/programs/python.ts";
import { freePort } from "../support/network/free_port.ts";
import { startHub } from "./hub.ts";
import { blocksOf, rowsOf } from "./markdown.ts";
import { startProgram } from "./program.ts";
import { shownTrace } from "./trace.ts";

const PAGE = new URL("../../docs/files.md", import.meta.url);
const TUTORIAL = new URL("../../examples/tutorial/", import.meta.url);
const FOLDER = new URL("../../examples/files/", import.meta.url);
const FILE_BYTES = 3_000_000;

const cannotRun = missing(PROCESS_PERMISSIONS);
const needsPython = cannotRun ?? (PYTHON === undefined ? "needs python3" : undefined);
const rows = cannotRun === undefined
  ? rowsOf(Deno.readTextFileSync(new URL("README.md", FOLDER)), "by")
  : [];
/** With `HUBBUB_UPDATE_DOCS=1` the test writes the current trace into the page. */
const updates = cannotRun === undefined && Deno.env.get("HUBBUB_UPDATE_DOCS") === "1";

function hubWith(folder: TempFolder) {
  return startHub([
    ...["--web", "0", "--files", `${folder.path}/files`, "--files-free-min-bytes", "0"],
  ]);
}

/** Starts a program of the tutorial in a folder, with only its port changed. */
async function startLesson(file: string, port: number, folder: TempFolder) {
  const source = await Deno.readTextFile(new URL(file, TUTORIAL));
  await Deno.writeTextFile(`${folder.path}/${file}`, source.replaceAll("9000", `${port}`));
  return await startProgram(`exec ${PYTHON} -S -u ${file}`, { cwd: folder.path });
}

gatedTest(
  "the tutorial's program sends a file that the room gets, and its other one fetches it",
  needsPython,
  async () => {
    await using folder = new TempFolder();
    await using hub = await hubWith(folder);
    const bytes = bytesOf(FILE_BYTES);
    Deno.writeFileSync(`${folder.path}/猫.bin`, bytes);
    const bob = await FilePeer.join(hub.tcpPort, "bob");
    hub.traced.length = 0;
    await using sender = await startLesson("file_client.py", hub.tcpPort, folder);
    await sender.type("猫.bin");
    const sent = await sender.ended();
    assertEquals([sent.code, sent.output.endsWith(`猫.bin 上传完毕, md5: ${md5Of(bytes)}\n`)], [
      0,
      true,
    ]);
    const { name, file } = await bob.until(undefined);
    assertEquals([name, file.name, file.md5], ["guest1", "猫.bin", md5Of(bytes)]);
    await bob.until("leave");
    await using fetcher = await startLesson("download_client.py", hub.tcpPort, folder);
    await fetcher.type(file.id);
    const fetched = await fetcher.ended();
    assertEquals([fetched.code, fetched.output.endsWith("md5 一致\n")], [0, true], fetched.output);
    assertEquals(Deno.readFileSync(`${folder.path}/下载_猫.bin`), bytes);
    await bob.until("leave");
    const { hostname, port } = bob.conn.localAddr as Deno.NetAddr;
    compareTrace(shownTrace(hub.traced, `tcp ${hostname}:${port}`));
    bob.close();
  },
);

for (const program of ["file", "download"]) {
  gatedTest(
    `tutorial ${program}: the client and the tutorial's server talk to each other`,
    needsPython,
    async () => {
      await using folder = new TempFolder();
      const bytes = bytesOf(10_000);
      Deno.writeFileSync(`${folder.path}/a.bin`, bytes);
      const port = freePort();
      await using server = await startLesson(`${program}_server.py`, port, folder);
      await server.until("starting...");
      await using client = await startLesson(`${program}_client.py`, port, folder);
      await client.type("a.bin");
      assertEquals((await client.ended()).code, 0);
      assertEquals((await server.ended()).code, 0);
      const got = program === "file" ? "收到_a.bin" : "下载_a.bin";
      assertEquals(Deno.readFileSync(`${folder.path}/${got}`), bytes);
    },
  );
}

gatedTest("examples/files/README.md has a row for each program", cannotRun, () => {
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name);
  const told = rows.map(([, , command]) => fileOf(command));
  assertEquals(told.sort(), files.filter((name) => name !== "README.md").sort());
});

for (const [language, by, command, debianPackage] of rows) {
  const absent = cannotRun ?? notInstalled(command.split(" ")[0]);

  gatedTest(
    `the program in ${language} sends and fetches a file, and the sums agree`,
    absent === undefined || cannotRun !== undefined ? absent : `${absent}: ${debianPackage}`,
    async () => {
      await using folder = new TempFolder();
      await using hub = await hubWith(folder);
      const bytes = bytesOf(FILE_BYTES);
      Deno.writeFileSync(`${folder.path}/a b.bin`, bytes);
      const port = by.startsWith("HTTP") ? hub.webPort : hub.tcpPort;
      const ported = command.replace(/\d{4}(?= README)/, `${port}`)
        .replace("README.md", `"${folder.path}/a b.bin"`);
      await using program = await startProgram(ported, {
        files: [new URL(fileOf(command), FOLDER)],
      });
      const { code, output } = await program.ended();
      assertEquals([code, output], [0, `same ${md5Of(bytes)}\n`]);
    },
  );
}

/** Returns the source file in a command: the first word with a dot and letters after it. */
function fileOf(command: string): string {
  return /\S+\.[a-z]+(?= )/.exec(command)![0];
}

/** Compares a trace with the page's, but for ids and the address of the web port. */
function compareTrace(came: string): void {
  const shown = came.replace(/http:\/\/[^ "/]+\/files\/.*/g, "http://…").replace(
    /"get": "\w+"/,
    '"get": "…"',
  )
    .split("\n").filter((line) => !line.includes('"event":"welcome"')).join("\n");
  const page = Deno.readTextFileSync(PAGE);
  const block = blocksOf(page).find(({ info }) => info === "trace files");
  assert(block !== undefined);
  if (!updates) return assertEquals(`${shown}\n`, block.text, "HUBBUB_UPDATE_DOCS=1 writes it");
  Deno.writeTextFileSync(PAGE, page.replace(block.text, `${shown}\n`));
}
