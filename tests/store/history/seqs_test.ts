import { assert, assertEquals, assertGreater, assertThrows } from "@std/assert";
import { StoreError } from "../../../store/mod.ts";
import { keep, readAll, said, texts } from "../said.ts";
import { TempStore } from "../temp_store.ts";
import { storeTest } from "../store_test_case.ts";

const BLOCK = 1000;

storeTest("after a crash no number is given again, whatever was lost", async () => {
  await using temp = new TempStore();
  let newest = 0;
  for (let crash = 0; crash < 4; crash++) {
    const store = await temp.open({ limits: { reserveBlock: BLOCK } });
    const { history } = store;
    assert(history.lastSeq >= newest);
    await keep(history, said(history, "#a", [`kept ${crash}`]));
    // Somebody has seen these, but they never reach the disk.
    for (let i = 0; i < BLOCK / 2 + 10; i++) newest = history.nextSeq();
    store.kill();
  }
  const { history } = await temp.open();
  assertGreater(history.nextSeq(), newest);
  assertEquals((await readAll(history, "#a")).texts, ["kept 0", "kept 1", "kept 2", "kept 3"]);
});

storeTest("an orderly end skips no number and keeps the epoch", async () => {
  await using temp = new TempStore();
  const first = await temp.open();
  const { epoch } = first.history;
  first.history.append([said(first.history, "#a", texts(3))]);
  await first.close();
  const second = await temp.open();
  assertEquals(second.history.lastSeq, 3);
  assertEquals(second.history.epoch, epoch);
  assertEquals((await readAll(second.history, "#a")).texts, texts(3));
  assertThrows(() => first.history.nextSeq(), StoreError, "closed");
});

storeTest("another folder is another epoch", async () => {
  await using one = new TempStore();
  await using other = new TempStore();
  const epochs = [await one.open(), await other.open()].map(({ history }) => history.epoch);
  assertEquals(new Set(epochs).size, 2);
});

storeTest("numbers go on from block to block without a gap", async () => {
  await using temp = new TempStore();
  const { history } = await temp.open({ limits: { reserveBlock: BLOCK } });
  for (let seq = 1; seq <= 10 * BLOCK; seq++) {
    assertEquals(history.nextSeq(), seq);
    // Each round trip lets the answers of before come in.
    if (seq % (BLOCK / 5) === 0) await history.startOf("#a", 1);
  }
});

storeTest("reading stops well before the numbers run out, and goes on with new ones", async () => {
  await using temp = new TempStore();
  const { history } = await temp.open({ limits: { reserveBlock: BLOCK } });
  while (history.congested === undefined) history.nextSeq();
  assert(history.lastSeq < 0.8 * BLOCK);
  await history.congested;
  assertEquals(history.congested, undefined);
  assertEquals(history.nextSeq(), history.lastSeq);
});

storeTest("a number that isn't reserved isn't given", async () => {
  await using temp = new TempStore();
  const { history } = await temp.open({ limits: { reserveBlock: BLOCK } });
  for (let i = 0; i < BLOCK; i++) history.nextSeq();
  assertThrows(() => history.nextSeq(), StoreError, "No number is left");
});
