import { assert, assertEquals, assertGreater, assertThrows } from "@std/assert";
import { StoreError } from "../../../store/mod.ts";
import { batchOf, persist, readAll, texts } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

const BLOCK = 1000;

storeTest("no number is given twice, even if a crash loses messages", async () => {
  await using temp = new TempStore();
  let newest = 0;
  for (let crash = 0; crash < 4; crash++) {
    const store = await temp.open({ limits: { reserveBlock: BLOCK } });
    const { history } = store;
    assert(history.lastSeq >= newest);
    await persist(history, batchOf(history, "#a", [`kept ${crash}`]));
    // These messages were delivered, but never reach the disk.
    for (let i = 0; i < BLOCK / 2 + 10; i++) newest = history.nextSeq();
    store.kill();
  }
  const { history } = await temp.open();
  assertGreater(history.nextSeq(), newest);
  assertEquals((await readAll(history, "#a")).texts, ["kept 0", "kept 1", "kept 2", "kept 3"]);
});

storeTest("a stop in good order skips no number and keeps the epoch", async () => {
  await using temp = new TempStore();
  const first = await temp.open();
  const { epoch } = first.history;
  first.history.append([batchOf(first.history, "#a", texts(3))]);
  await first.close();
  const second = await temp.open();
  assertEquals(second.history.lastSeq, 3);
  assertEquals(second.history.epoch, epoch);
  assertEquals((await readAll(second.history, "#a")).texts, texts(3));
  assertThrows(() => first.history.nextSeq(), StoreError, "closed");
});

storeTest("two folders have two epochs", async () => {
  await using one = new TempStore();
  await using other = new TempStore();
  const epochs = [await one.open(), await other.open()].map(({ history }) => history.epoch);
  assertEquals(new Set(epochs).size, 2);
});

storeTest("numbers go on from reservation to reservation without a gap", async () => {
  await using temp = new TempStore();
  const { history } = await temp.open({ limits: { reserveBlock: BLOCK } });
  for (let seq = 1; seq <= 10 * BLOCK; seq++) {
    assertEquals(history.nextSeq(), seq);
    // The reply to a reservation arrives before the answer to this call.
    if (seq % (BLOCK / 5) === 0) await history.startOf("#a", 1);
  }
});

storeTest(
  "the history is congested before the numbers run out, until new ones are reserved",
  async () => {
    await using temp = new TempStore();
    const { history } = await temp.open({ limits: { reserveBlock: BLOCK } });
    while (history.congested === undefined) history.nextSeq();
    assert(history.lastSeq < 0.8 * BLOCK);
    await history.congested;
    assertEquals(history.congested, undefined);
    assertEquals(history.nextSeq(), history.lastSeq);
  },
);

storeTest("a number that isn't reserved isn't given", async () => {
  await using temp = new TempStore();
  const { history } = await temp.open({ limits: { reserveBlock: BLOCK } });
  for (let i = 0; i < BLOCK; i++) history.nextSeq();
  assertThrows(() => history.nextSeq(), StoreError, "No number is left");
});
