import { assertEquals, assertGreater } from "@std/assert";
import { batchOf, persist, readAll } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

const CHILD = new URL("./start_child.ts", import.meta.url).pathname;

/**
 * Starts on a folder and kills the process at a step. Returns false if the start has fewer steps.
 */
async function startAndDie(dataDir: string, step: number): Promise<boolean> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", CHILD, dataDir, `${step}`],
    stdout: "piped",
  }).output();
  return stdout.length === 0;
}

storeTest(
  "a start that is killed at any step loses no message and declares none lost",
  async () => {
    await using temp = new TempStore();
    const first = await temp.open();
    const { epoch } = first.history;
    await persist(first.history, batchOf(first.history, "#a", ["0"]));
    await temp.crash(first);
    let step = 0;
    // The folder is as the kill at the last step left it.
    for (; await startAndDie(temp.dataDir, step); step++) {
      // A second kill at the same step, so that two starts in a row got no further.
      await startAndDie(temp.dataDir, step);
      const warnings: string[] = [];
      const onWarning = (sentence: string) => warnings.push(sentence);
      const store = await temp.open({ onWarning });
      const { history } = store;
      const { texts: found, complete } = await readAll(history, "#a");
      assertEquals([found.length, complete, warnings], [step + 1, true, []], `at step ${step}`);
      assertEquals(history.epoch, epoch);
      await persist(history, batchOf(history, "#a", [`${step + 1}`]));
      await temp.crash(store);
    }
    assertGreater(step, 5);
  },
);
