import { assertEquals, assertRejects } from "@std/assert";
import { BackupError, Faults, restoreBackup, writeBackup } from "../../../store/mod.ts";
import { batchOf, persist, readAll } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

storeTest("of two backups into one file at once, the first is whole", async () => {
  await using temp = new TempStore();
  await using elsewhere = new TempStore();
  const path = `${elsewhere.dataDir}/hub.tar`;
  const store = await temp.open();
  await persist(store.history, batchOf(store.history, "#a", ["kept"]));
  const options = { store, path, filesPath: undefined, wallMs: 0 };
  const first = writeBackup(options);
  const sentence = "No backup was made: Another backup is under way: wait for its end.";
  await assertRejects(() => writeBackup(options), BackupError, sentence);
  await first;
  const dataDir = `${elsewhere.dataDir}/restored`;
  await restoreBackup({ path, dataDir, filesPath: `${dataDir}/files` });
  await using restored = new TempStore(dataDir);
  const { history } = await restored.open();
  assertEquals((await readAll(history, "#a")).texts, ["kept"]);
  await writeBackup(options);
});

storeTest(
  "a backup that fails leaves nothing of itself, and an earlier one as it was",
  async () => {
    await using temp = new TempStore();
    await using elsewhere = new TempStore();
    const path = `${elsewhere.dataDir}/hub.tar`;
    const faults = new Faults();
    const store = await temp.open({ faults, limits: { retryMs: 1 } });
    await Deno.writeTextFile(path, "an earlier backup");
    faults.fill();
    await persist(store.history, batchOf(store.history, "#a", ["x".repeat(60_000)]));
    await assertRejects(
      () => writeBackup({ store, path, filesPath: undefined, wallMs: 0 }),
      BackupError,
      "No backup was made: The disk doesn't take messages at the moment: mend that first.",
    );
    const names = [...Deno.readDirSync(elsewhere.dataDir)].map(({ name }) => name);
    assertEquals([names, await Deno.readTextFile(path)], [["hub.tar"], "an earlier backup"]);
    faults.free();
  },
);
