import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import type { Ban } from "../../../hub/mod.ts";
import { FILE_NAME } from "../../../store/disk_thread/tables/database.ts";
import { assertRefused } from "./accounts_contract.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

const EVE: Ban = { number: 1, kind: "name", target: "Eve", untilMs: 1_800_000_000_000, reason: "" };
const NET: Ban = {
  ...EVE,
  number: 2,
  kind: "network",
  target: "2001:db8::/32",
  reason: "狗 floods",
};

storeTest(
  "bans survive a crash with the newest row of each number, and lifted bans don't come back",
  async () => {
    await using temp = new TempStore();
    const first = await temp.open();
    assertEquals(first.bans.kept, []);
    await first.bans.put(EVE);
    await first.bans.put(NET);
    await first.bans.put({ ...EVE, number: 3 });
    await first.bans.put({ ...EVE, reason: "again" });
    await first.bans.drop(3);
    await first.bans.drop(99);
    first.kill();
    await assertRefused(first.bans.put(EVE), "history-unavailable");
    await assertRefused(first.bans.drop(1), "history-unavailable");

    const { bans } = await temp.open();
    assertEquals(bans.kept, [{ ...EVE, reason: "again" }, NET]);
  },
);

storeTest("a damaged ban is left out, and the others are in force", async () => {
  await using temp = new TempStore();
  const first = await temp.open();
  await first.bans.put(EVE);
  await first.bans.put(NET);
  await temp.closeAll();
  {
    using database = new DatabaseSync(`${temp.dataDir}/${FILE_NAME}`);
    database.exec("UPDATE bans SET target = 'Bob' WHERE number = 1");
  }
  const { bans } = await temp.open();
  assertEquals(bans.kept, [NET]);
});
