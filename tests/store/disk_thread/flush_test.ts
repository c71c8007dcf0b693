import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { JOURNAL_NAME } from "../../../store/disk_thread/journal/journal.ts";
import { FILE_NAME } from "../../../store/disk_thread/tables/database.ts";
import { Faults } from "../../../store/mod.ts";
import { batchOf, persist, readAll, texts } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

storeTest(
  "a closed store leaves one file with all messages, and the file of its generation",
  async () => {
    await using temp = new TempStore();
    const first = await temp.open();
    await persist(first.history, batchOf(first.history, "#a", ["one", "two"]));
    assert(filesIn(temp.dataDir).includes(JOURNAL_NAME));
    await first.close();
    const [database, generation, ...others] = filesIn(temp.dataDir);
    assertEquals([database, others], [FILE_NAME, []]);
    assertMatch(generation, /^hubbub\.generation-/);
    const { history } = await temp.open();
    assertEquals((await readAll(history, "#a")).texts, ["one", "two"]);
  },
);

storeTest("a store that is closed on a full disk loses no acknowledged message", async () => {
  await using temp = new TempStore();
  const faults = new Faults();
  const first = await temp.open({ faults });
  await persist(
    first.history,
    batchOf(first.history, "#a", ["one"], { author: "ada", ids: ["1"] }),
  );
  faults.fill();
  // No message is lost, so close doesn't reject.
  await first.close();
  assert(filesIn(temp.dataDir).includes(JOURNAL_NAME));
  for (let start = 0; start < 2; start++) {
    const { history, close } = await temp.open();
    assertEquals((await readAll(history, "#a")).texts, ["one"]);
    assertEquals(history.recentIds().map(({ id }) => id), ["1"]);
    assert(history.lastSeq >= first.history.lastSeq);
    await close();
  }
});

storeTest("a read joins the messages in the tables with those in the journal", async () => {
  await using temp = new TempStore();
  // The journal has room for about five messages. Each further message moves the oldest to the
  // tables.
  const { history } = await temp.open({ limits: { journalMaxBytes: 1024 } });
  const all = texts(40);
  for (const [i, text] of all.entries()) {
    await persist(history, batchOf(history, i % 2 === 0 ? "#a" : "#b", [text]));
    const { texts: found, complete, seqs } = await readAll(history, i % 2 === 0 ? "#a" : "#b");
    assertEquals([found, complete], [all.filter((_, j) => j <= i && j % 2 === i % 2), true]);
    for (const [count, seq] of seqs.toReversed().entries()) {
      assertEquals(await history.startOf(i % 2 === 0 ? "#a" : "#b", count + 1), seq - 1);
    }
  }
});

storeTest(
  "messages that a busy room evicts are never written to the tables, and are declared",
  async () => {
    await using temp = new TempStore();
    const limits = { retainMessages: 20, dedupMaxEntries: 30 };
    const store = await temp.open({ limits });
    const all = texts(500);
    store.history.append([batchOf(store.history, "#quiet", ["hush"])]);
    for (const text of all) {
      const batch = batchOf(store.history, "#a", [text], { author: "ada", ids: [text] });
      store.history.append([batch]);
    }
    await persist(store.history);
    store.kill();
    const { history } = await temp.open({ limits });
    const { texts: found, complete } = await readAll(history, "#a");
    assertEquals(found, all.slice(-found.length));
    assert(found.length >= 20 && !complete);
    // At most one more chunk is left, of one record.
    assertLess(found.length, all.length);
    assertEquals((await readAll(history, "#quiet")).texts, ["hush"]);
    const ids = history.recentIds().map(({ id }) => id);
    assertEquals(ids, all.slice(-ids.length));
    assert(ids.length >= 30);
  },
);

for (const [oldCount, retainMessages] of [[2, 20], [80, 160]]) {
  storeTest(
    `a busy room evicts its ${oldCount} older messages too, so that no hole remains`,
    async () => {
      await using temp = new TempStore();
      const limits = { retainMessages, journalMaxBytes: 2048 * 2 * retainMessages };
      const { history } = await temp.open({ limits });
      const all = texts(5 * retainMessages).map((text) => `${text} ${"x".repeat(2000)}`);
      for (const [i, text] of all.entries()) {
        await persist(history, batchOf(history, "#a", [text]));
        // The first messages are in the tables, each in a chunk of its own.
        if (i < oldCount) await history.evict();
        if (i % 10 !== 0) continue;
        const { texts: found } = await readAll(history, "#a");
        assertEquals(found, all.slice(i + 1 - found.length, i + 1));
      }
      const { texts: found, complete } = await readAll(history, "#a");
      assert(found.length >= retainMessages && found.length < all.length && !complete);
      assertEquals(found, all.slice(-found.length));
    },
  );
}
