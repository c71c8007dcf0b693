import { assert, assertEquals } from "@std/assert";
import { batchOf, persist, readAll, seqsOf, texts } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";
import { amendmentsOf, edit } from "./amendment_contract.ts";
import type { History } from "../../../hub/mod.ts";
import { filesWith } from "../../support/files/files_with.ts";

const SECRET = "the-secret-of-this-test";

/** Says a text among others, then deletes it. Returns its number. */
async function sayAndDelete(history: History, text: string): Promise<number> {
  const batch = batchOf(history, "#a", ["before", text, "after"]);
  await persist(history, batch);
  const [, seq] = seqsOf(batch);
  const event = batchOf(history, "#a", ["deleted"]);
  const amendment = { scope: "#a", of: seq, wipes: true, set: { msg: "" }, drop: [] } as const;
  await persist(history, event, amendmentsOf(seqsOf(event)[0], amendment));
  return seq;
}

storeTest("a deleted text is in no file once it is erased", async () => {
  await using temp = new TempStore();
  const { history } = await temp.open();
  await sayAndDelete(history, SECRET);
  assert((await filesWith(temp.dataDir, SECRET)).length > 0, "the journal still has it");
  await history.erase();
  assertEquals(await filesWith(temp.dataDir, SECRET), []);
  assertEquals((await readAll(history, "#a")).texts, ["before", "", "after", "deleted"]);
});

storeTest("a text that was in the database before is erased there", async () => {
  await using temp = new TempStore();
  const { history } = await temp.open();
  const large = `${SECRET} ${"x".repeat(20_000)} ${SECRET}`;
  const batch = batchOf(history, "#a", [large, "small", SECRET]);
  await persist(history, batch);
  await history.evict();
  const [first, , last] = seqsOf(batch);
  await edit(history, "#a", first, "y");
  const event = await edit(history, "#a", last, `${SECRET}-2`);
  await history.evict();
  await edit(history, "#a", last, "z", [event]);
  await history.erase();
  assertEquals(await filesWith(temp.dataDir, SECRET), []);
  assertEquals((await readAll(history, "#a")).texts, ["y", "small", "z", "now: y", "now: z"]);
});

storeTest("a deleted text is in no file after a crash and a start", async () => {
  await using temp = new TempStore();
  for (const isFlushed of [false, true]) {
    const store = await temp.open();
    const { history } = store;
    const batch = batchOf(history, "#a", [SECRET]);
    await persist(history, batch);
    if (isFlushed) await history.evict();
    const amendment = { scope: "#a", of: seqsOf(batch)[0], set: { msg: "gone" }, drop: [] };
    await persist(history, amendmentsOf(seqsOf(batch)[0], amendment));
    await temp.crash(store);
    assert((await filesWith(temp.dataDir, SECRET)).length > 0, "a file still has it");
    const next = await temp.open();
    assertEquals(await filesWith(temp.dataDir, SECRET), []);
    const { texts: found } = await readAll(next.history, "#a");
    assert(found.every((text) => text === "gone"));
    await next.close();
  }
});

storeTest("an erasure keeps what waits in the journal, lap after lap", async () => {
  await using temp = new TempStore();
  const store = await temp.open({ limits: { journalMaxBytes: 8192 } });
  const { history } = store;
  const expected: string[] = [];
  for (let i = 0; i < 40; i++) {
    const [before, after] = texts(2, `${i}`);
    await persist(history, batchOf(history, "#b", [before]));
    const seq = await sayAndDelete(history, `${SECRET}-${i}-${"x".repeat(i * 40)}`);
    if (i % 3 === 0) await history.erase();
    await persist(history, batchOf(history, "#b", [after]));
    expected.push(before, after);
    assert(seq > 0);
  }
  await temp.crash(store);
  const { history: next } = await temp.open({ limits: { journalMaxBytes: 8192 } });
  assertEquals(await filesWith(temp.dataDir, SECRET), []);
  const { texts: found, complete } = await readAll(next, "#b");
  assertEquals([found, complete], [expected, true]);
});
