import { assert, assertEquals } from "@std/assert";
import { Faults } from "../../../store/mod.ts";
import { batchOf, persist, readAll, texts } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

storeTest("a disk that stalls delays acks, and nothing else", async () => {
  await using temp = new TempStore();
  const faults = new Faults();
  const { history } = await temp.open({ faults });
  await persist(history, batchOf(history, "#a", ["before"]));

  faults.stall();
  const persisted: number[] = [];
  const pending: Promise<unknown>[] = [];
  for (let i = 0; i < 1000; i++) {
    const batch = batchOf(history, "#a", [`${i}`]);
    pending.push(persist(history, batch).then(() => persisted.push(i)));
  }
  // Replies of the store's thread would arrive within this turn of the event loop.
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(persisted, []);
  assertEquals(history.congested, undefined);

  faults.resume();
  await Promise.all(pending);
  assertEquals(persisted, Array.from({ length: 1000 }, (_, i) => i));
  assertEquals((await readAll(history, "#a")).texts.length, 1001);
});

storeTest("a full queue is congested until half of it is on the disk", async () => {
  await using temp = new TempStore();
  const faults = new Faults();
  const { history } = await temp.open({ faults, limits: { queueMaxBytes: 10_000 } });
  faults.stall();
  const batch = () => batchOf(history, "#a", texts(10, "x".repeat(100)));
  let last = persist(history, batch());
  while (history.congested === undefined) last = persist(history, batch());
  const { congested } = history;
  faults.resume();
  await congested;
  assertEquals(history.congested, undefined);
  assertEquals(await last, undefined);
});

storeTest("close commits queued messages", async () => {
  await using temp = new TempStore();
  const faults = new Faults();
  const store = await temp.open({ faults });
  faults.stall();
  const persisted = persist(store.history, batchOf(store.history, "#a", ["one"]));
  store.history.append([batchOf(store.history, "#a", ["two"])]);
  const closed = store.close();
  faults.resume();
  await closed;
  assertEquals(await persisted, undefined);
  const { history } = await temp.open();
  assertEquals((await readAll(history, "#a")).texts, ["one", "two"]);
  assert(await persist(store.history, batchOf(history, "#a", ["late"])) !== undefined);
});
