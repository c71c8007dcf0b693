import { assertEquals, assertRejects } from "@std/assert";
import { Faults, StoreError } from "../../../store/mod.ts";
import { batchOf, persist, readAll } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

storeTest(
  "the end of the thread calls all callbacks with its reason, and numbers go on",
  async () => {
    await using temp = new TempStore();
    const faults = new Faults();
    const failures: string[] = [];
    const { history, kill } = await temp.open({ faults, onFailure: (why) => failures.push(why) });
    faults.stall();
    const sent = persist(history, batchOf(history, "#a", ["sent"]));
    // The queue sends the record at the end of the turn.
    await Promise.resolve();
    const staged = persist(history, batchOf(history, "#a", ["staged"]));
    const reading = assertRejects(() => readAll(history, "#a"), StoreError);
    kill();
    faults.resume();
    const told = [
      await sent,
      await staged,
      await persist(history, batchOf(history, "#a", ["late"])),
    ];
    assertEquals([...new Set(told)], failures);
    assertEquals(failures.length, 1);
    await reading;
    await assertRejects(() => history.startOf("#a", 1), StoreError);
    assertEquals(history.nextSeq(), history.lastSeq);
    assertEquals(history.congested, undefined);
  },
);
