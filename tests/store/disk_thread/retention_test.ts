import { assert, assertEquals } from "@std/assert";
import { batchOf, persist, readAll, texts } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

const DAY_MS = 24 * 3600 * 1000;

storeTest(
  "messages that are too old are evicted, an empty scope too, and both are declared",
  async () => {
    await using temp = new TempStore();
    const { history } = await temp.open({ limits: { retainMs: 30 * DAY_MS } });
    const oldMs = Date.now() - 31 * DAY_MS;
    await persist(
      history,
      batchOf(history, "#a", ["old"], { timeMs: oldMs }),
      batchOf(history, "#gone", texts(200), { timeMs: oldMs }),
    );
    await persist(history, batchOf(history, "#a", ["new"]));
    await history.evict();
    const { texts: found, complete, seqs } = await readAll(history, "#a");
    assertEquals([found, complete], [["new"], false]);
    const gone = await readAll(history, "#gone");
    assertEquals([gone.texts, gone.complete], [[], false]);
    assert((await readAll(history, "#a", seqs[0] - 1)).complete);
    // A scope that comes back is a new one, and still declares its evicted messages.
    await persist(history, batchOf(history, "#gone", ["again"]));
    const again = await readAll(history, "#gone");
    assertEquals([again.texts, again.complete], [["again"], false]);
    assert((await readAll(history, "#gone", seqs[0])).complete);
  },
);

storeTest(
  "a database above its limit of bytes evicts the oldest messages of any scope",
  async () => {
    await using temp = new TempStore();
    const { history } = await temp.open({ limits: { retainBytes: 1_000_000 } });
    for (let i = 0; i < 40; i++) {
      await persist(history, batchOf(history, `#room${i % 4}`, [`${i} ${"x".repeat(50_000)}`]));
    }
    await history.evict();
    const kept: string[] = [];
    for (let i = 0; i < 4; i++) {
      const { texts, complete } = await readAll(history, `#room${i}`);
      kept.push(...texts);
      assertEquals(complete, false);
    }
    const numbers = kept.map((text) => Number(text.split(" ")[0])).sort((a, b) => a - b);
    assert(numbers.length > 0 && numbers.length * 50_000 < 1_000_000);
    assertEquals(numbers, Array.from(numbers, (_, i) => 40 - numbers.length + i));
  },
);

storeTest(
  "lower limits apply at the next start, also to quiet scopes",
  async () => {
    await using temp = new TempStore();
    // With this limit, a chunk may hold five messages.
    const first = await temp.open({ limits: { retainMessages: 40 } });
    for (let i = 0; i < 20; i++) {
      await persist(first.history, batchOf(first.history, "#a", [`${i}`]));
    }
    await first.close();
    const { history } = await temp.open({ limits: { retainMessages: 5 } });
    await history.evict();
    const { texts: found, complete } = await readAll(history, "#a");
    assertEquals([found, complete], [["15", "16", "17", "18", "19"], false]);
  },
);
