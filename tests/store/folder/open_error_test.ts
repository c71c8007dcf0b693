import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { FILE_NAME } from "../../../store/disk_thread/tables/database.ts";
import { openStore, StoreError } from "../../../store/mod.ts";
import { batchOf, persist } from "../batches.ts";
import { storeReason, storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";
import { gatedTest } from "../../support/gate.ts";

/** Checks that a folder is refused in a sentence that matches `words`. */
async function assertRefused(dataDir: string, words: RegExp): Promise<void> {
  const error = await assertRejects(() => openStore({ dataDir }), StoreError);
  assertMatch(error.message, words);
  assertMatch(error.message, /^.*\.$/);
}

storeTest("an error names a folder that can't be created", async () => {
  const file = await Deno.makeTempFile();
  try {
    await assertRefused(`${file}/data`, /folder can't be created: .*--data off/);
  } finally {
    await Deno.remove(file);
  }
});

gatedTest(
  "an error names a folder that can't be written",
  storeReason ?? (Deno.build.os === "linux" ? undefined : "needs Linux's /proc"),
  () => assertRefused("/proc/self", /can't be opened: make its folder writable/),
);

storeTest("a file that isn't a database stays as it is", async () => {
  await using temp = new TempStore();
  const path = `${temp.dataDir}/${FILE_NAME}`;
  await Deno.writeTextFile(path, "Dear diary, ".repeat(1000));
  await assertRefused(temp.dataDir, /isn't a database, or is damaged: restore it/);
  assertMatch(await Deno.readTextFile(path), /^(Dear diary, ){1000}$/);
});

storeTest("the rest of an interrupted restore is refused, and stays as it is", async () => {
  await using temp = new TempStore();
  const path = `${temp.dataDir}/hubbub.restoring`;
  await Deno.writeTextFile(path, "half a database");
  await assertRefused(temp.dataDir, /restore that was interrupted: run "hubbub restore" again, or/);
  assertEquals(await Deno.readTextFile(path), "half a database");
  await Deno.remove(path);
  await temp.open();
});

storeTest("another program's database stays as it is", async () => {
  await using temp = new TempStore();
  using database = new DatabaseSync(`${temp.dataDir}/${FILE_NAME}`);
  database.exec("CREATE TABLE recipes (name TEXT)");
  await assertRefused(temp.dataDir, /another program's database/);
});

storeTest("the database of a newer version is refused", async () => {
  await using temp = new TempStore();
  const store = await temp.open();
  await store.close();
  const database = new DatabaseSync(`${temp.dataDir}/${FILE_NAME}`);
  database.exec("PRAGMA user_version = 99");
  database.close();
  await assertRefused(temp.dataDir, /version 99, this one knows \d+\): update hubbub/);
});

storeTest("a folder that another server uses is refused until that server has ended", async () => {
  await using temp = new TempStore();
  const first = await temp.open();
  await assertRefused(temp.dataDir, /in use by another process/);
  await first.close();
  const second = await temp.open();
  await second.close();
});

storeTest("an error names the permissions that a process lacks", async () => {
  await using temp = new TempStore();
  const child = new URL("./open_child.ts", import.meta.url).pathname;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-read", child, temp.dataDir],
  }).output();
  assertMatch(new TextDecoder().decode(stdout), /may not use .*: allow its folder .*--allow-write/);
});

for (const name of ["hubbub.journal", "hubbub.db-wal"]) {
  storeTest(`a folder with ${name} but no database is refused, and stays as it is`, async () => {
    await using temp = new TempStore();
    const copy = `${temp.dataDir}/copy`;
    const store = await temp.open();
    await persist(store.history, batchOf(store.history, "#a", ["text"]));
    const account = { fold: "ada", name: "ada", createdMs: 0, sinceSeq: 0 };
    await store.accounts.register(account, "hash");
    if (name.endsWith("wal")) await Deno.copyFile(`${temp.dataDir}/${name}`, copy);
    await temp.crash(store);
    if (name.endsWith("wal")) await Deno.rename(copy, `${temp.dataDir}/${name}`);
    for (const { name: other } of [...Deno.readDirSync(temp.dataDir)]) {
      if (other !== name) await Deno.remove(`${temp.dataDir}/${other}`);
    }
    const before = await Deno.readFile(`${temp.dataDir}/${name}`);
    await assertRefused(temp.dataDir, /holds messages, but .*hubbub\.db.* is missing or empty/);
    assertEquals(await Deno.readFile(`${temp.dataDir}/${name}`), before);
  });
}

storeTest("an error names an unreadable journal before a database is created", async () => {
  await using temp = new TempStore();
  const path = `${temp.dataDir}/hubbub.journal`;
  await Deno.symlink(path, path);
  await assertRefused(temp.dataDir, /hubbub\.journal fails: .*symbolic links/);
  assertEquals([...Deno.readDirSync(temp.dataDir)].map(({ name }) => name), ["hubbub.journal"]);
});

storeTest("an error names an unreadable generation file, and no epoch begins", async () => {
  await using temp = new TempStore();
  const first = await temp.open();
  await first.close();
  const [name] = [...Deno.readDirSync(temp.dataDir)].map(({ name }) => name)
    .filter((name) => name.startsWith("hubbub.generation-"));
  const path = `${temp.dataDir}/${name}`;
  await Deno.rename(path, `${temp.dataDir}/aside`);
  await Deno.mkdir(path);
  await assertRefused(temp.dataDir, /hubbub\.generation-\S+ is a folder/);
  await Deno.remove(path);
  await Deno.rename(`${temp.dataDir}/aside`, path);
  const second = await temp.open();
  assertEquals(second.history.epoch, first.history.epoch);
});
