import { assert, assertEquals, assertGreater } from "@std/assert";
import { TextLineStream } from "@std/streams/text-line-stream";
import { readAll } from "./batches.ts";
import { storeTest } from "./store_test_case.ts";
import { TempStore } from "./temp_store.ts";

storeTest("SIGKILL loses no message that was persisted, and leaves no lock", async () => {
  await using temp = new TempStore();
  let kept: string[] = [];
  // The first journal has room for all records, the second one goes around many times, the third
  // one has no room.
  for (const [round, journalMaxBytes] of [1 << 20, 8192, 64].entries()) {
    const child = { round: `round ${round}`, count: 300 + 200 * round, journalMaxBytes };
    const persisted = await persistedBeforeKill(temp.dataDir, child);
    const { history } = await temp.open();
    const { texts, seqs, complete } = await readAll(history, "#a");
    assert(complete);
    // The messages of earlier rounds come first, then at least those that were persisted, each once
    // and in order.
    assertEquals(texts.slice(0, kept.length + persisted.length), [...kept, ...persisted]);
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

/**
 * Has a process write until so many messages are persisted, and kills it. Resolves with their
 * texts.
 */
async function persistedBeforeKill(
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
  const persisted: string[] = [];
  for await (const line of lines) {
    // The last line may be incomplete.
    if (!line.endsWith(".")) continue;
    persisted.push(line.slice(0, -1));
    if (persisted.length === count) child.kill("SIGKILL");
  }
  await child.status;
  return persisted;
}
