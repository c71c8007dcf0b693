import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { StoreError } from "../../../store/mod.ts";
import { batchOf, persist } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";
import { registerName } from "../../support/hub/register_name.ts";

const GONE = /hubbub\.(db|journal) was removed or replaced while the server was running/;

/** Opens a store that checks its folder at each commit. */
async function openAttentive() {
  const temp = new TempStore(`${Deno.makeTempDirSync({ prefix: "hubbub-store-" })}/data`);
  const failures: string[] = [];
  const store = await temp.open({
    limits: { folderCheckMs: 0, retryMs: 1 },
    onFailure: (sentence) => failures.push(sentence),
  });
  await persist(store.history, batchOf(store.history, "#a", ["before"]));
  return { store, failures, dataDir: temp.dataDir };
}

for (const name of ["", "hubbub.db", "hubbub.journal"]) {
  storeTest(`no message is acknowledged once ${name || "the folder"} is gone`, async () => {
    const { store, failures, dataDir } = await openAttentive();
    await Deno.remove(`${dataDir}/${name}`, { recursive: true });
    const { history, accounts } = store;
    assertMatch(await persist(history, batchOf(history, "#a", ["after"])) ?? "", GONE);
    assertEquals(failures.length, 1);
    const account = { fold: "ada", name: "ada", createdMs: 0, sinceSeq: 0 };
    await assertRejects(() => registerName(accounts, account, "secret"), Error, "was removed");
    await assertRejects(() => store.close(), StoreError, "was removed");
  });
}

storeTest("a database in the place of the open one is noticed", async () => {
  const { store, dataDir } = await openAttentive();
  const path = `${dataDir}/hubbub.db`;
  await Deno.copyFile(path, `${path}.backup`);
  await Deno.rename(`${path}.backup`, path);
  assertMatch(await persist(store.history, batchOf(store.history, "#a", ["after"])) ?? "", GONE);
  await assertRejects(() => store.close(), StoreError, "was removed or replaced");
});

storeTest(
  "close reports a removed folder even if no message came since",
  async () => {
    const { store, dataDir } = await openAttentive();
    await Deno.remove(dataDir, { recursive: true });
    await assertRejects(() => store.close(), StoreError, "was removed");
  },
);
