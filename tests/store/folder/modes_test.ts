import { assertEquals, assertRejects } from "@std/assert";
import { batchOf, persist } from "../batches.ts";
import { storeReason } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";
import { modeOf, modesOf } from "../../support/files/modes.ts";
import { gatedTest, missing } from "../../support/gate.ts";

const reason = storeReason ?? missing(["sys"]) ??
  (Deno.build.os === "windows" ? "Windows has no modes" : undefined);

gatedTest("an older folder loses the rights of others, also after a crash", reason, async () => {
  await using temp = new TempStore();
  const { dataDir } = temp;
  for (const ending of ["kill", "close"] as const) {
    const store = await temp.open();
    await persist(store.history, batchOf(store.history, "#a", ["text"]));
    if (ending === "kill") await temp.crash(store);
    else await store.close();
    for (const name of Object.keys(modesOf(dataDir))) {
      Deno.chmodSync(`${dataDir}/${name}`, name === "." ? 0o755 : 0o644);
    }
    await temp.open();
    const modes = Object.values(modesOf(dataDir));
    assertEquals(modes.filter((mode) => !/^[67]00$/.test(mode)), [], ending);
    await temp.closeAll();
  }
});

gatedTest("a folder with other files than hubbub's keeps its mode", reason, async () => {
  await using temp = new TempStore();
  await Deno.writeTextFile(`${temp.dataDir}/notes.txt`, "mine");
  Deno.chmodSync(temp.dataDir, 0o755);
  Deno.chmodSync(`${temp.dataDir}/notes.txt`, 0o644);
  await temp.open();
  const modes = modesOf(temp.dataDir);
  assertEquals([modes["."], modes["notes.txt"], modes["hubbub.db"]], ["755", "644", "600"]);
});

gatedTest("a start adds no rights for the owner", reason, async () => {
  await using temp = new TempStore();
  await (await temp.open()).close();
  Deno.chmodSync(`${temp.dataDir}/hubbub.db`, 0o444);
  const opened = temp.open();
  // Root may write everywhere.
  if (Deno.uid() !== 0) await assertRejects(() => opened, Error, "make it");
  else await opened;
  assertEquals(modeOf(`${temp.dataDir}/hubbub.db`), "400");
});
