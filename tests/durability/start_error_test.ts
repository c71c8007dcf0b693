import { assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { HubbubProcess } from "../e2e/hubbub_process.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { openStore } from "../../store/mod.ts";
import { TempFolder } from "./temp_folder.ts";

const FILE = "hubbub.db";
const cannotRun = missing(PROCESS_PERMISSIONS);

/** Starts a server over a folder and checks that it ends with one sentence on stderr. */
async function assertRefuses(dataDir: string, words: RegExp): Promise<void> {
  await using server = new HubbubProcess(["--unix", "off", "--data", dataDir]);
  const { code, stdout, stderr } = await server.ended();
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, words);
  assertMatch(stderr, /^hubbub: [^\n]*\.\n$/, "one sentence and no stack trace");
}

gatedTest("a data folder that can't be made ends the start", cannotRun, async () => {
  await using folder = new TempFolder();
  await Deno.writeTextFile(`${folder.path}/file`, "");
  await assertRefuses(`${folder.path}/file/data`, /folder can't be created/);
});

gatedTest(
  "a read-only data folder ends the start",
  cannotRun ?? missing(["sys"]) ?? (Deno.uid() === 0 ? "root may write everywhere" : undefined),
  async () => {
    await using folder = new TempFolder();
    await Deno.chmod(folder.path, 0o500);
    await assertRefuses(folder.path, /can't be opened: make its folder writable/);
  },
);

gatedTest("a file that isn't a database ends the start", cannotRun, async () => {
  await using folder = new TempFolder();
  await Deno.writeTextFile(`${folder.path}/${FILE}`, "Dear diary, ".repeat(1000));
  await assertRefuses(folder.path, /isn't a database/);
});

gatedTest("another hubbub over the same folder ends the start", cannotRun, async () => {
  await using folder = new TempFolder();
  await using first = new HubbubProcess(["--unix", "off", "--data", folder.path]);
  await first.tcpPort();
  await assertRefuses(folder.path, /in use by another process/);
});

gatedTest("a newer version's database ends the start", cannotRun, async () => {
  await using folder = new TempFolder();
  await (await openStore({ dataDir: folder.path })).close();
  const database = new DatabaseSync(`${folder.path}/${FILE}`);
  database.exec("PRAGMA user_version = 99");
  database.close();
  await assertRefuses(folder.path, /update hubbub/);
});
