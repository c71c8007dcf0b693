import { assertEquals } from "@std/assert";
import type { History, SearchQuery } from "../../../hub/mod.ts";
import { type Random, withSeed } from "../../support/random.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";
import { change, INDEXED, modelLog, say, searchFor, START_MS } from "./search_case.ts";

const STEPS = 150;
const SCOPES = ["#a", "#b", "@ada", "@bob"];
const NAMES = ["ada", "bob", "Ａda", "小明"];
const PIECES = [
  "tea",
  "Ｔea",
  "k",
  "ok",
  "ß",
  "喝",
  "茶",
  "咖啡",
  "ド",
  " ",
  "-",
  "\n",
  "x1",
  "é",
  "😀",
];

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.below(list.length)];
}

function textOf(random: Random, most: number): string {
  return Array.from({ length: 1 + random.below(most) }, () => pick(random, PIECES)).join("");
}

function queryOf(random: Random, newest: number, said: readonly number[]): SearchQuery {
  const terms = Array.from({ length: random.below(3) }, () => textOf(random, 3).trim());
  const scopes = SCOPES.filter(() => random.below(2) === 0)
    .map((scope) => ({ scope, after: random.below(4) === 0 ? random.below(newest + 1) : 0 }));
  const own = random.below(3) === 0 ? [{ scope: "@", after: 0, author: "bob" }] : [];
  return searchFor(terms.filter((term) => term !== ""), {
    scopes: [...scopes, ...own],
    ...(random.below(4) === 0 && { author: pick(random, ["ada", "bob", "小明"]) }),
    ...(said.length > 0 && random.below(3) === 0 && { thread: pick(random, said) }),
    ...(random.below(4) === 0 && { beforeSeq: random.below(newest + 2) }),
    ...(random.below(4) === 0 && { afterSeq: random.below(newest + 2) }),
    ...(random.below(4) === 0 && { fromMs: START_MS + random.below(STEPS) }),
    limit: 1 + random.below(10),
  });
}

function skip(history: History, count: number): void {
  for (let i = 0; i < count; i++) history.nextSeq();
}

storeTest("a search of the disk agrees with a look at each message, through restarts", async () => {
  await withSeed(async (random) => {
    await using temp = new TempStore();
    const model = modelLog();
    let store = await temp.open(INDEXED);
    const said: { scope: string; seq: number }[] = [];
    for (let step = 0; step < STEPS; step++) {
      const { history } = store;
      const kind = random.below(12);
      if (kind < 4) {
        const scope = pick(random, SCOPES);
        const texts = Array.from({ length: 1 + random.below(4) }, () => textOf(random, 6));
        const re = said.length > 0 && random.below(2) === 0 ? pick(random, said).seq : undefined;
        const options = { name: pick(random, NAMES), timeMs: START_MS + step, re };
        // The index keeps the words of 65,536 numbers apart.
        if (random.below(8) === 0) skip(history, random.below(100_000));
        model.lastSeq = history.lastSeq;
        const seqs = await say(history, scope, texts, options);
        await say(model, scope, texts, options);
        for (const seq of seqs) said.push({ scope, seq });
      } else if (kind < 6 && said.length > 0) {
        const { scope, seq } = pick(random, said);
        const msg = random.below(3) === 0 ? undefined : textOf(random, 6);
        model.lastSeq = history.lastSeq;
        await change(history, scope, seq, msg);
        await change(model, scope, seq, msg);
      } else if (kind === 6) await history.index();
      else if (kind === 7) await history.evict();
      else if (kind === 8 && random.below(4) === 0) {
        if (random.below(2) === 0) await temp.crash(store);
        else await temp.closeAll();
        store = await temp.open(INDEXED);
      } else {
        const query = queryOf(random, history.lastSeq, said.map(({ seq }) => seq));
        const [found, expected] = [await history.search(query), await model.search(query)];
        const seqsOf = ({ records }: typeof found) => records.map(({ seq }) => seq);
        assertEquals(seqsOf(found), seqsOf(expected), JSON.stringify(query));
        assertEquals(found.searchedFrom, expected.searchedFrom, JSON.stringify(query));
      }
    }
  });
});
