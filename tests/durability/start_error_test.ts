import { assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { HubbubProcess, startArgs } from "../support/programs/hubbub_process.ts";
import { Program } from "../support/programs/program.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { openStore } from "../../store/mod.ts";
import { TempFolder } from "../support/files/temp_folder.ts";

const FILE = "hubbub.db";
const cannotRun = missing(PROCESS_PERMISSIONS);

/** Starts a server over a folder and checks that it ends with one sentence on stderr. */
async function assertRefuses(dataDir: string, words: RegExp): Promise<void> {
  await using server = new HubbubProcess(["--unix", "off", "--data", dataDir]);
  await assertEndsWith(server, words);
}

async function assertEndsWith(server: Program, words: RegExp): Promise<void> {
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

/** Words before a command that take root's right to write everywhere. */
function asOrdinaryUser(): readonly string[] {
  const rights = "-dac_override,-dac_read_search";
  return Deno.uid() === 0 ? ["setpriv", `--bounding-set=${rights}`, `--inh-caps=${rights}`] : [];
}

gatedTest(
  "a read-only data folder ends the start",
  cannotRun ?? missing(["sys"]) ?? (Deno.uid() === 0 ? notInstalled("setpriv") : undefined),
  async () => {
    await using folder = new TempFolder();
    await Deno.chmod(folder.path, 0o500);
    const flags = ["--tcp", "0", "--udp", "off", "--web", "off", "--data", folder.path];
    const [command, ...args] = [...asOrdinaryUser(), Deno.execPath(), ...startArgs(flags)];
    await using server = new Program(command, args);
    await assertEndsWith(server, /can't be opened: make it and its folder writable/);
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
