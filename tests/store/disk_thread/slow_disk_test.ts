import { assert, assertEquals } from "@std/assert";
import { Faults } from "../../../store/mod.ts";
import { keep, readAll, said, texts } from "../said.ts";
import { TempStore } from "../temp_store.ts";
import { storeTest } from "../store_test_case.ts";

storeTest("a disk that stalls delays what is settled, and nothing else", async () => {
  await using temp = new TempStore();
  const faults = new Faults();
  const { history } = await temp.open({ faults });
  await keep(history, said(history, "#a", ["before"]));

  faults.stall();
  const settled: number[] = [];
  const settling: Promise<unknown>[] = [];
  for (let i = 0; i < 1000; i++) {
    const batch = said(history, "#a", [`${i}`]);
    settling.push(keep(history, batch).then(() => settled.push(i)));
  }
  // A turn of the event loop, and what it would have brought.
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(settled, []);
  assertEquals(history.congested, undefined);

  faults.resume();
  await Promise.all(settling);
  assertEquals(settled, Array.from({ length: 1000 }, (_, i) => i));
  assertEquals((await readAll(history, "#a")).texts.length, 1001);
});

storeTest("a queue that is full asks for a pause, until half of it is on the disk", async () => {
  await using temp = new TempStore();
  const faults = new Faults();
  const { history } = await temp.open({ faults, limits: { queueMaxBytes: 10_000 } });
  faults.stall();
  const batch = () => said(history, "#a", texts(10, "x".repeat(100)));
  let last = keep(history, batch());
  while (history.congested === undefined) last = keep(history, batch());
  const { congested } = history;
  faults.resume();
  await congested;
  assertEquals(history.congested, undefined);
  assertEquals(await last, undefined);
});

storeTest("what is queued when the store is closed is kept", async () => {
  await using temp = new TempStore();
  const faults = new Faults();
  const store = await temp.open({ faults });
  faults.stall();
  const settled = keep(store.history, said(store.history, "#a", ["one"]));
  store.history.append([said(store.history, "#a", ["two"])]);
  const closed = store.close();
  faults.resume();
  await closed;
  assertEquals(await settled, undefined);
  const { history } = await temp.open();
  assertEquals((await readAll(history, "#a")).texts, ["one", "two"]);
  assert(await keep(store.history, said(history, "#a", ["late"])) !== undefined);
});
