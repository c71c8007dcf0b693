import { assertEquals, assertRejects } from "@std/assert";
import { Faults, StoreError } from "../../../store/mod.ts";
import { keep, readAll, said } from "../said.ts";
import { TempStore } from "../temp_store.ts";
import { storeTest } from "../store_test_case.ts";

storeTest("when the thread is gone everybody who waits is told, and numbers go on", async () => {
  await using temp = new TempStore();
  const faults = new Faults();
  const failures: string[] = [];
  const { history, kill } = await temp.open({ faults, onFailure: (why) => failures.push(why) });
  faults.stall();
  const sent = keep(history, said(history, "#a", ["sent"]));
  // It is sent when the turn is over.
  await Promise.resolve();
  const staged = keep(history, said(history, "#a", ["staged"]));
  const reading = assertRejects(() => readAll(history, "#a"), StoreError);
  kill();
  faults.resume();
  const told = [await sent, await staged, await keep(history, said(history, "#a", ["late"]))];
  assertEquals([...new Set(told)], failures);
  assertEquals(failures.length, 1);
  await reading;
  await assertRejects(() => history.startOf("#a", 1), StoreError);
  assertEquals(history.nextSeq(), history.lastSeq);
  assertEquals(history.congested, undefined);
});
