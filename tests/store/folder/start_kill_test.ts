import { assertEquals, assertGreater } from "@std/assert";
import { keep, readAll, said } from "../said.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

const CHILD = new URL("./start_child.ts", import.meta.url).pathname;

/** Starts on a folder, and is killed at a step; returns whether the start had so many. */
async function startAndDie(dataDir: string, step: number): Promise<boolean> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", CHILD, dataDir, `${step}`],
    stdout: "piped",
  }).output();
  return stdout.length === 0;
}

storeTest(
  "a start that is killed at any of its steps loses nothing, and declares nothing",
  async () => {
    await using temp = new TempStore();
    const first = await temp.open();
    const { epoch } = first.history;
    await keep(first.history, said(first.history, "#a", ["0"]));
    await temp.crash(first);
    let step = 0;
    // Each time, the folder is as the kill at the step before left it.
    for (; await startAndDie(temp.dataDir, step); step++) {
      // Two kills at one step in a row are two starts that got no further.
      await startAndDie(temp.dataDir, step);
      const warnings: string[] = [];
      const onWarning = (sentence: string) => warnings.push(sentence);
      const store = await temp.open({ onWarning });
      const { history } = store;
      const { texts: found, complete } = await readAll(history, "#a");
      assertEquals([found.length, complete, warnings], [step + 1, true, []], `at step ${step}`);
      assertEquals(history.epoch, epoch);
      await keep(history, said(history, "#a", [`${step + 1}`]));
      await temp.crash(store);
    }
    assertGreater(step, 5);
  },
);
