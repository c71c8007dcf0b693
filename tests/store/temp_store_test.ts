import { assertRejects } from "@std/assert";
import { TempStore } from "./temp_store.ts";
import { storeTest } from "./store_test_case.ts";

storeTest(
  "a crash whose thread doesn't end fails with the name of the file that is held",
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

storeTest("a crash is over once the thread has let go of the files", async () => {
  await using temp = new TempStore();
  await temp.crash(await temp.open());
  await temp.open();
});
