import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import type { AuditRecord } from "../../../hub/mod.ts";
import { FILE_NAME } from "../../../store/disk_thread/tables/database.ts";
import { assertRefused } from "./accounts_contract.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

function record(number: number): AuditRecord {
  return { number, timeMs: 1_800_000_000_000 + number, by: "狗哥", action: "op", about: "ada" };
}

storeTest("the audit survives a crash, without the records that are too old", async () => {
  await using temp = new TempStore();
  const first = await temp.open();
  assertEquals(first.audit.kept, []);
  for (let number = 1; number <= 4; number++) {
    await first.audit.put(record(number), Math.max(1, number - 1));
  }
  first.kill();
  await assertRefused(first.audit.put(record(5), 4), "history-unavailable");
  const { audit } = await temp.open();
  assertEquals(audit.kept, [record(3), record(4)]);
});

storeTest("a damaged record of the audit is left out, and the log says so", async () => {
  await using temp = new TempStore();
  const first = await temp.open();
  await first.audit.put(record(1), 1);
  await first.audit.put(record(2), 1);
  await temp.closeAll();
  {
    using database = new DatabaseSync(`${temp.dataDir}/${FILE_NAME}`);
    database.exec("UPDATE audit SET by = 'mallory' WHERE number = 1");
  }
  const warnings: string[] = [];
  const { audit } = await temp.open({ onWarning: (sentence) => warnings.push(sentence) });
  assertEquals(audit.kept, [record(2)]);
  assertEquals(warnings.filter((sentence) => sentence.includes("/audit")).length, 1);
});
