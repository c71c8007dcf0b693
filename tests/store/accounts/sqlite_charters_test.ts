import { assertEquals, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import type { CharterRecord } from "../../../hub/mod.ts";
import { FILE_NAME } from "../../../store/disk_thread/tables/database.ts";
import { assertRefused } from "./accounts_contract.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

const OPS: CharterRecord = {
  fold: "#ops",
  name: "#Ops",
  owner: "ada",
  moderators: ["bob"],
  isPrivate: true,
  invited: ["狗哥"],
  slowSeconds: 7,
  mutes: [{ name: "eve", untilMs: 1_800_000_000_000, reason: "loud", by: "ada" }],
  bans: [],
  topic: { text: "the deploy", by: "ada", timeMs: 1 },
};
const TEA: CharterRecord = { ...OPS, fold: "#tea", name: "#tea", isPrivate: false };

storeTest("the rules of rooms survive a crash, and those that were dropped don't", async () => {
  await using temp = new TempStore();
  const first = await temp.open();
  assertEquals(first.charters.kept, []);
  await first.charters.put(TEA);
  await first.charters.put({ ...OPS, slowSeconds: 0 });
  await first.charters.put(OPS);
  await first.charters.put({ ...TEA, fold: "#x" });
  await first.charters.drop("#x");
  await first.charters.drop("#nobody");
  first.kill();
  await assertRefused(first.charters.put(OPS), "history-unavailable");
  await assertRefused(first.charters.drop("#ops"), "history-unavailable");
  const { charters } = await temp.open();
  assertEquals(charters.kept, [OPS, TEA]);
});

storeTest("a room whose rules are damaged stays closed", async () => {
  await using temp = new TempStore();
  const first = await temp.open();
  await first.charters.put(OPS);
  await first.charters.put(TEA);
  await temp.closeAll();
  {
    using database = new DatabaseSync(`${temp.dataDir}/${FILE_NAME}`);
    database.exec(`UPDATE charters SET record = replace(record, 'true', 'false')`);
  }
  const warnings: string[] = [];
  const { charters } = await temp.open({ onWarning: (sentence) => warnings.push(sentence) });
  assertEquals(charters.kept.map(({ fold, isPrivate, owner }) => [fold, isPrivate, owner]), [
    ["#ops", true, undefined],
    ["#tea", false, "ada"],
  ]);
  const told = warnings.filter((sentence) => sentence.includes("#ops"));
  assertEquals(told.length, 1);
  assertStringIncludes(told[0], "/room #ops owner NAME");
});
