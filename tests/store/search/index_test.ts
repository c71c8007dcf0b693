import { assert, assertEquals } from "@std/assert";
import { filesWith } from "../../support/files/files_with.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";
import { change, INDEXED, say, searchFor, textsOf } from "./search_case.ts";

/** A rare character, and its bytes as `filesWith` reads them. */
const RARE = "龘";
const RARE_BYTES = new TextDecoder("latin1").decode(new TextEncoder().encode(RARE));

storeTest(
  "a search finds the same with the index, without it, and before it is filled",
  async () => {
    for (const isIndexed of [true, false]) {
      await using temp = new TempStore();
      const { history } = await temp.open({ isIndexed });
      await say(history, "#a", ["Green tea", "我们去喝茶", "ok", "a teapot", "咖啡 OK"]);
      await say(history, "#b", ["tea elsewhere"]);
      for (let round = 0; round < 3; round++) {
        const find = async (...terms: string[]) => textsOf(await history.search(searchFor(terms)));
        assertEquals(await find("TEA"), ["a teapot", "Green tea"]);
        assertEquals(await find("tea", "green"), ["Green tea"]);
        assertEquals(await find("een te"), ["Green tea"]);
        assertEquals(await find("喝茶"), ["我们去喝茶"]);
        assertEquals(await find("茶"), ["我们去喝茶"]);
        assertEquals(await find("ok"), ["咖啡 OK", "ok"]);
        assertEquals(await find("啡 o"), ["咖啡 OK"]);
        assertEquals(await find("k"), ["咖啡 OK", "ok"]);
        assertEquals(await find("茶咖"), []);
        if (round === 0) await history.evict();
        else if (isIndexed) await history.index();
      }
    }
  },
);

storeTest("the index follows edits and deletions, which leave no word in its file", async () => {
  await using temp = new TempStore();
  const { history } = await temp.open(INDEXED);
  const [first, second] = await say(history, "#a", [`tea ${RARE}${RARE}`, `${RARE}之二`, "stays"]);
  await history.index();
  assert((await filesWith(temp.dataDir, RARE_BYTES)).some((name) => name.includes("search")));
  const find = async (text: string) => textsOf(await history.search(searchFor([text])));
  assertEquals(await find(RARE), [`${RARE}之二`, `tea ${RARE}${RARE}`]);
  await change(history, "#a", first, "coffee");
  await change(history, "#a", second, undefined);
  assertEquals(await find(RARE), []);
  assertEquals(await find("coffee"), ["coffee"]);
  await history.erase();
  assertEquals(await filesWith(temp.dataDir, RARE_BYTES), []);
  assertEquals(await find("coffee"), ["coffee"]);
  await history.index();
  assertEquals([await find("coffee"), await find("tea"), await find("stays")], [
    ["coffee"],
    [],
    ["stays"],
  ]);
  assertEquals(await filesWith(temp.dataDir, RARE_BYTES), []);
});

storeTest("evicted messages leave the index, and later ones are found", async () => {
  await using temp = new TempStore();
  const limits = { retainMessages: 10 };
  const { history } = await temp.open({ ...INDEXED, limits });
  await say(history, "#a", ["the oldest tea"]);
  await history.index();
  for (let i = 0; i < 50; i++) await say(history, "#a", [`tea ${i}`]);
  await history.index();
  await history.evict();
  const { records, searchedFrom } = await history.search(searchFor(["tea"], { limit: 100 }));
  assertEquals(records.length < 20, true);
  assertEquals(searchedFrom, undefined);
  assertEquals(textsOf(await history.search(searchFor(["oldest"]))), []);
});

storeTest("after a crash the index goes on, and a deletion before it holds", async () => {
  await using temp = new TempStore();
  {
    const store = await temp.open(INDEXED);
    const [first] = await say(store.history, "#a", [`tea ${RARE}`, "other tea"]);
    await store.history.index();
    await say(store.history, "#a", ["tea in the journal"]);
    await change(store.history, "#a", first, undefined);
    await temp.crash(store);
  }
  const { history } = await temp.open(INDEXED);
  const find = async (text: string) => textsOf(await history.search(searchFor([text])));
  assertEquals(await find("tea"), ["tea in the journal", "other tea"]);
  await history.erase();
  assertEquals(await filesWith(temp.dataDir, RARE_BYTES), []);
  await history.index();
  assertEquals(await find("tea"), ["tea in the journal", "other tea"]);
});

storeTest(
  "a folder without an index gets one, and an index that isn't wanted is removed",
  async () => {
    await using temp = new TempStore();
    const nameOf = async () => {
      const names: string[] = [];
      for await (const { name } of Deno.readDir(temp.dataDir)) {
        if (name.startsWith("hubbub.search")) names.push(name);
      }
      return names;
    };
    for (const isIndexed of [false, true, false]) {
      const { history } = await temp.open({ isIndexed });
      await say(history, "#a", ["tea"]);
      await history.index();
      await temp.closeAll();
      assertEquals(await nameOf(), isIndexed ? ["hubbub.search"] : []);
    }
    const { history } = await temp.open(INDEXED);
    assertEquals(textsOf(await history.search(searchFor(["tea"]))).length, 3);
  },
);

storeTest("an index that is damaged is made anew, and searches find everything", async () => {
  await using temp = new TempStore();
  {
    const { history } = await temp.open(INDEXED);
    await say(history, "#a", ["green tea"]);
    await history.index();
    await temp.closeAll();
  }
  const path = `${temp.dataDir}/hubbub.search`;
  const bytes = await Deno.readFile(path);
  await Deno.writeFile(path, bytes.map((byte, i) => i < 100 ? byte : 0xa5));
  const warnings: string[] = [];
  const { history } = await temp.open({ ...INDEXED, onWarning: (one) => warnings.push(one) });
  assertEquals(textsOf(await history.search(searchFor(["tea"]))), ["green tea"]);
  await history.index();
  assertEquals(textsOf(await history.search(searchFor(["tea"]))), ["green tea"]);
  assertEquals(warnings.length, 1);
  assert(warnings[0].includes("the index for searches, can't be used"), warnings[0]);
});
