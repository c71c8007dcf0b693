import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { IdList, messageIdOf } from "../../../batch/mod.ts";
import { batchOf, NOTICE, persist, seqsOf } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

const MINUTE_MS = 60_000;

storeTest("ids within the time limit survive a restart, older ids don't", async () => {
  await using temp = new TempStore();
  const first = await temp.open();
  const say = (id: string, agoMs: number) =>
    persist(
      first.history,
      batchOf(first.history, "#a", ["hi"], {
        author: "alice",
        ids: [id],
        timeMs: Date.now() - agoMs,
      }),
    );
  await say("old", 11 * MINUTE_MS);
  await say("recent", 9 * MINUTE_MS);
  await say("new", 0);
  await first.close();
  const { history } = await temp.open();
  assertEquals(history.recentIds().map(({ id, seq }) => [id, seq]), [["recent", 2], ["new", 3]]);
});

storeTest("ids from a time when the wall clock was ahead don't outlive later ids", async () => {
  await using temp = new TempStore();
  const first = await temp.open();
  for (const [id, agoMs] of [["ahead", -60], ["old", 11], ["new", 0]] as const) {
    const timeMs = Date.now() - agoMs * MINUTE_MS;
    const options = { author: "alice", ids: [id], timeMs };
    await persist(first.history, batchOf(first.history, "#a", ["hi"], options));
  }
  await first.close();
  const { history } = await temp.open();
  assertEquals(history.recentIds().map(({ id }) => id), ["new"]);
});

storeTest("the newest ids are kept, up to the limit", async () => {
  await using temp = new TempStore();
  const limits = { dedupMaxEntries: 10 };
  const first = await temp.open({ limits });
  for (let i = 0; i < 30; i++) {
    const { history } = first;
    await persist(history, batchOf(history, "#a", ["hi"], { author: "alice", ids: [`${i}`] }));
  }
  await first.history.evict();
  await first.close();
  const { history } = await temp.open({ limits: { dedupMaxEntries: 1000 } });
  const ids = history.recentIds().map(({ id }) => Number(id));
  assertEquals(ids, [20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
});

storeTest("ids of any text survive a restart unchanged", async () => {
  await using temp = new TempStore();
  const expected: unknown[] = [];
  const timeMs = Date.now();
  const first = await temp.open();
  const idArbitrary = fc.option(fc.string({ unit: "binary", maxLength: 64 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(
      fc.array(idArbitrary, { minLength: 1, maxLength: 8 }),
      fc.string({ unit: "grapheme", minLength: 1 }),
      async (ids, author) => {
        const entries = ids.map((id) => id === undefined ? NOTICE : "hi");
        const batch = batchOf(first.history, "#a", entries, { author, timeMs });
        const seqs = seqsOf(batch);
        batch.ids = new IdList();
        for (const [index, id] of ids.entries()) {
          if (id === undefined) continue;
          batch.ids.add(index, messageIdOf(id));
          expected.push({ author, id, seq: seqs.shift()!, timeMs });
        }
        await persist(first.history, batch);
      },
    ),
    { numRuns: 50 },
  );
  await first.close();
  const { history } = await temp.open();
  assertEquals(history.recentIds(), expected as never);
});
