import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { messageIdOf } from "../../../batch/mod.ts";
import { RecentIds } from "../../../hub/history/recent_ids.ts";

const WINDOW_MS = 100;
const OPTIONS = { windowMs: WINDOW_MS, hashKey: [0x12345678, 0x9e3779b1] } as const;

/** A simple model of {@linkcode RecentIds}. */
class Model {
  #entries: { key: string; seq: number; timeMs: number }[] = [];

  constructor(readonly maxEntries: number) {}

  find(author: string, id: string, nowMs: number): number {
    const key = JSON.stringify([author, id]);
    const newest = this.#entries.findLast((entry) => entry.key === key);
    return newest === undefined || nowMs - newest.timeMs > WINDOW_MS ? 0 : newest.seq;
  }

  add(author: string, id: string, seq: number, nowMs: number): void {
    this.#entries = this.#entries.filter(({ timeMs }) => nowMs - timeMs <= WINDOW_MS);
    this.#entries = this.#entries.slice(-this.maxEntries + 1);
    this.#entries.push({ key: JSON.stringify([author, id]), seq, timeMs: nowMs });
  }
}

Deno.test("ids are found exactly as in a list that is searched", () => {
  const saying = fc.record({
    author: fc.constantFrom("ada", "ad", "a", "\u7231\u4e3d\u4e1d"),
    id: fc.oneof(fc.constantFrom("1", "11", "ad", "da1"), fc.string({ unit: "binary" })),
    passMs: fc.nat(40),
  });
  fc.assert(fc.property(
    fc.array(saying, { maxLength: 60 }),
    fc.integer({ min: 2, max: 12 }),
    (sayings, maxEntries) => {
      const ids = new RecentIds({ ...OPTIONS, maxEntries });
      const model = new Model(maxEntries);
      let nowMs = 1_000;
      for (const [i, { author, id, passMs }] of sayings.entries()) {
        nowMs += passMs;
        const known = ids.find(author, messageIdOf(id), nowMs);
        assertEquals(known, model.find(author, id, nowMs));
        if (known !== 0) continue;
        ids.add(i + 1, nowMs);
        model.add(author, id, i + 1, nowMs);
        assert(ids.size <= maxEntries);
      }
    },
  ));
});

Deno.test("an author and an id aren't mistaken for others that look the same when joined", () => {
  const ids = new RecentIds({ ...OPTIONS, maxEntries: 100 });
  const pairs = [["ab", "c"], ["a", "bc"], ["abc", ""], ["abcd", "e"], ["abc", "de"], ["", "abc"]];
  for (const [i, [author, id]] of pairs.entries()) {
    assertEquals(ids.find(author, messageIdOf(id), 0), 0);
    ids.add(i + 1, 0);
  }
  const found = pairs.map(([author, id]) => ids.find(author, messageIdOf(id), 0));
  assertEquals(found, [1, 2, 3, 4, 5, 6]);
});

Deno.test("the newest ids up to the limit are found, however long, and older ones aren't", () => {
  const maxEntries = 3_000;
  const ids = new RecentIds({ ...OPTIONS, maxEntries });
  const idOf = (seq: number) => messageIdOf(`${seq}`.padEnd(1 + seq % 64, "x"));
  const count = 4 * maxEntries;
  for (let seq = 1; seq <= count; seq++) {
    assertEquals(ids.find("ada", idOf(seq), 0), 0);
    ids.add(seq, 0);
  }
  for (let seq = 1; seq <= count; seq++) {
    assertEquals(ids.find("ada", idOf(seq), 0), seq > count - maxEntries ? seq : 0);
  }
});

Deno.test("ids that are known from before count as those that were added", () => {
  const known = [{ author: "ada", id: 'a"1', seq: 7, timeMs: 50 }];
  const ids = new RecentIds({ ...OPTIONS, maxEntries: 10 }, known);
  assertEquals(ids.find("ada", messageIdOf('a"1'), 150), 7);
  assertEquals(ids.find("ada", messageIdOf('a"1'), 151), 0);
});

Deno.test("all ids can be read, and restored elsewhere with the same answers", () => {
  const options = { windowMs: 1_000, maxEntries: 300, hashKey: [3, 4] as const };
  const ids = new RecentIds(options);
  const texts = [...Array(400).keys()].map((i) => `"早" ${"x".repeat(i % 20)} ${i}`);
  for (const [i, id] of texts.entries()) {
    ids.find(i % 2 === 0 ? "ada" : "бob", messageIdOf(id), 0);
    ids.add(i + 1, 0);
  }
  const copy = new RecentIds(options, ids.entries());
  assertEquals([...copy.entries()], [...ids.entries()]);
  assertEquals(copy.size, 300);
  assertEquals(copy.find("ada", messageIdOf(texts[398]), 0), 399);
  assertEquals(copy.find("ada", messageIdOf(texts[0]), 0), 0);
});
