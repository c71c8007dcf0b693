import { assert, assertEquals, assertGreater } from "@std/assert";
import { TextLineStream } from "@std/streams/text-line-stream";
import { readAll } from "./said.ts";
import { TempStore } from "./temp_store.ts";
import { storeTest } from "./store_test_case.ts";

storeTest("SIGKILL loses nothing that was settled, and leaves no lock", async () => {
  await using temp = new TempStore();
  let kept: string[] = [];
  // A journal that has room for all, one that goes round many times, one that has room for none.
  for (const [round, journalMaxBytes] of [1 << 20, 8192, 64].entries()) {
    const child = { round: `round ${round}`, count: 300 + 200 * round, journalMaxBytes };
    const settled = await settledBeforeKill(temp.dataDir, child);
    const { history } = await temp.open();
    const { texts, seqs, complete } = await readAll(history, "#a");
    assert(complete);
    // All of before, then at least what was settled, each once and in order.
    assertEquals(texts.slice(0, kept.length + settled.length), [...kept, ...settled]);
    assertEquals(new Set(texts).size, texts.length);
    assertEquals(seqs, seqs.toSorted((a, b) => a - b));
    assertGreater(history.lastSeq, seqs.at(-1)!);
    assertEquals(
      history.recentIds().map(({ author, id }) => `${author} ${id}`),
      texts.map((text) => `alice ${text}`),
    );
    kept = texts;
    await temp.closeAll();
  }
});

/** Lets a process write until it has reported so many messages as settled, and kills it. */
async function settledBeforeKill(
  dataDir: string,
  { round, count, journalMaxBytes }: { round: string; count: number; journalMaxBytes: number },
): Promise<string[]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", new URL("./kill_child.ts", import.meta.url).pathname],
      ...[dataDir, round, `${journalMaxBytes}`],
    ],
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  const settled: string[] = [];
  for await (const line of lines) {
    // Of the last line a part may be missing.
    if (!line.endsWith(".")) continue;
    settled.push(line.slice(0, -1));
    if (settled.length === count) child.kill("SIGKILL");
  }
  await child.status;
  return settled;
}
