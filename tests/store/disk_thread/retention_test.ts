import { assert, assertEquals } from "@std/assert";
import { keep, readAll, said, texts } from "../said.ts";
import { TempStore } from "../temp_store.ts";
import { storeTest } from "../store_test_case.ts";

const DAY_MS = 24 * 3600 * 1000;

storeTest(
  "what is too old goes, and with the last of it the scope, which is declared",
  async () => {
    await using temp = new TempStore();
    const { history } = await temp.open({ limits: { retainMs: 30 * DAY_MS } });
    const oldMs = Date.now() - 31 * DAY_MS;
    await keep(
      history,
      said(history, "#a", ["old"], { timeMs: oldMs }),
      said(history, "#gone", texts(200), { timeMs: oldMs }),
    );
    await keep(history, said(history, "#a", ["new"]));
    await history.evict();
    const { texts: found, complete, seqs } = await readAll(history, "#a");
    assertEquals([found, complete], [["new"], false]);
    const gone = await readAll(history, "#gone");
    assertEquals([gone.texts, gone.complete], [[], false]);
    assert((await readAll(history, "#a", seqs[0] - 1)).complete);
    // A scope that comes back starts anew, and still says what it had forgotten.
    await keep(history, said(history, "#gone", ["again"]));
    const again = await readAll(history, "#gone");
    assertEquals([again.texts, again.complete], [["again"], false]);
    assert((await readAll(history, "#gone", seqs[0])).complete);
  },
);

storeTest(
  "what a database may take is bounded in bytes; the oldest goes, of whatever scope",
  async () => {
    await using temp = new TempStore();
    const { history } = await temp.open({ limits: { retainBytes: 1_000_000 } });
    for (let i = 0; i < 40; i++) {
      await keep(history, said(history, `#room${i % 4}`, [`${i} ${"x".repeat(50_000)}`]));
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
  "lower limits hold at the next start, also for scopes where nothing is said",
  async () => {
    await using temp = new TempStore();
    // Up to five of them are forgotten together.
    const first = await temp.open({ limits: { retainMessages: 40 } });
    for (let i = 0; i < 20; i++) await keep(first.history, said(first.history, "#a", [`${i}`]));
    await first.close();
    const { history } = await temp.open({ limits: { retainMessages: 5 } });
    await history.evict();
    const { texts: found, complete } = await readAll(history, "#a");
    assertEquals([found, complete], [["15", "16", "17", "18", "19"], false]);
  },
);
