import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../../store/disk_thread/schema/migrations.ts";
import { FILE_NAME } from "../../../store/disk_thread/tables/database.ts";
import { batchOf, persist } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

const decoder = new TextDecoder();

/** Returns a database as the first version of the schema left it. */
function firstVersion(dataDir: string): DatabaseSync {
  const database = new DatabaseSync(`${dataDir}/${FILE_NAME}`);
  database.exec(MIGRATIONS[0] as string);
  database.exec("PRAGMA user_version = 1");
  return database;
}

function framed(objects: readonly string[]): Uint8Array {
  const encoder = new TextEncoder();
  return Uint8Array.from(objects.flatMap((object) => {
    const json = encoder.encode(object);
    return [json.length & 0xff, json.length >> 8, 0, 0, ...json];
  }));
}

storeTest("ids of the first version are migrated", async () => {
  await using temp = new TempStore();
  const timeMs = Date.now();
  const entries = ["alice", "a-1", 1, timeMs, "bob", 'caf\u00e9 "x"', 2, timeMs];
  const database = firstVersion(temp.dataDir);
  database.prepare("INSERT INTO ids VALUES (1, ?, 2, ?)").run(timeMs, JSON.stringify(entries));
  database.close();
  const { history } = await temp.open();
  assertEquals(history.recentIds(), [
    { author: "alice", id: "a-1", seq: 1, timeMs },
    { author: "bob", id: 'caf\u00e9 "x"', seq: 2, timeMs },
  ]);
});

storeTest(
  "messages of the first version are read unchanged, with new ones after them",
  async () => {
    await using temp = new TempStore();
    const timeMs = Date.now();
    const objects = [1, 2, 4].map((seq) => `{"seq":${seq},"name":"ada","msg":"old ${seq}"}`);
    const seqs = Uint8Array.from([0, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0]);
    const database = firstVersion(temp.dataDir);
    database.exec("UPDATE meta SET reserved_until = 10; INSERT INTO scopes VALUES (1, '#a', 0)");
    database.prepare("INSERT INTO chunks VALUES (1, 4, 1, 3, ?, ?, ?)").run(
      timeMs,
      seqs,
      framed(objects),
    );
    database.close();
    const { history } = await temp.open();
    const batch = batchOf(history, "#a", ["new"], { timeMs, to: "#A" });
    await persist(history, batch);
    const query = { scopes: [{ scope: "#a", after: 0 }], limit: 10, limitBytes: 10_000 };
    const { records, complete } = await history.read({ ...query, after: 1 });
    assertEquals(complete, true);
    assertEquals(records.map(({ seq }) => seq), [2, 4, 11]);
    const texts = [objects[1], objects[2], decoder.decode(batch.json(0))];
    assertEquals(records.map(({ json }) => decoder.decode(json)), texts);
    assertEquals(await history.startOf("#a", 2), 3);
  },
);
