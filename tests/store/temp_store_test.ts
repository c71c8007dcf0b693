import { assertRejects } from "@std/assert";
import { storeTest } from "./store_test_case.ts";
import { TempStore } from "./temp_store.ts";

storeTest(
  "TempStore.crash fails with the name of the held file if the thread doesn't end",
  async () => {
    await using temp = new TempStore();
    await temp.open();
    await assertRejects(
      () => temp.crash({ kill: () => {} }, 1),
      Error,
      "hubbub.db-wal is still there 1 ms after the kill",
    );
  },
);

storeTest("TempStore.crash resolves once the thread has closed the files", async () => {
  await using temp = new TempStore();
  await temp.crash(await temp.open());
  await temp.open();
});
