import { assert, assertEquals, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { Batch, Head, spliceable } from "../../../batch/mod.ts";
import { type History, type LogCopy, MemoryHistory } from "../../../hub/mod.ts";
import { type Store, StoreError } from "../../../store/mod.ts";
import { FILE_NAME } from "../../../store/disk_thread/tables/database.ts";
import { batchOf, persist, readAll, seqsOf } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";
import { amendmentsOf } from "./amendment_contract.ts";

const EPOCH = "the log of several nodes";
/** Numbers of two bundles are so far apart. */
const STEP = 1_024;

/** Recent, so that nothing is evicted for its age. */
const START_MS = Date.now();

/** A history with its messages as a copy. */
interface Copied {
  readonly history: History;
  readonly copy: LogCopy;
}

function memory(retainMessages = 1_000): Copied {
  const history = new MemoryHistory({ retainMessages, retainBytes: 1e9, epoch: "none" });
  return { history, copy: history };
}

async function disk(temp: TempStore, retainMessages = 1_000): Promise<Store> {
  return await temp.open({ isCopy: true, limits: { retainMessages } });
}

/** Says texts in several scopes, each with the number of a bundle of its own; edits and deletes. */
async function fill({ history, copy }: Copied): Promise<void> {
  await copy.clear();
  await copy.finishCopy(EPOCH, []);
  let bundle = 0;
  const numbers = { nextSeq: () => ++bundle * STEP };
  for (let i = 0; i < 400; i++) {
    const scope = ["#lobby", "#tea", "@bob"][i % 3];
    const to = { "#tea": "#tea", "@bob": "Bob" }[scope];
    await persist(
      history,
      batchOf(numbers, scope, [`text ${i}`], { timeMs: START_MS + i, ...(to && { to }) }),
    );
  }
  const [edited, deleted, dropped] = [4, 7, 10].map((i) => i * STEP);
  const event = batchOf(numbers, "#lobby", ["an event"], { timeMs: START_MS + 401 });
  const [seq] = seqsOf(event);
  await persist(
    history,
    event,
    amendmentsOf(
      seq,
      { scope: "#lobby", of: edited, set: { msg: "edited" }, drop: [dropped] },
      { scope: "#lobby", of: deleted, wipes: true, set: { msg: "" }, drop: [] },
    ),
  );
}

/** Copies everything as a node does that starts from a snapshot. */
async function copyTo({ history, copy }: Copied, from: LogCopy): Promise<void> {
  const head = new Head();
  await copy.clear();
  for await (const messages of from.messages()) {
    for (const { scope, to, seq, timeMs, body } of messages) {
      const batch = new Batch(scope, undefined, to);
      const splice = { view: spliceable(body), start: 0, end: body.length };
      batch.append(head.view, head.write(seq, timeMs, to), splice, seq, timeMs, undefined);
      history.append([batch]);
    }
  }
  await copy.finishCopy(from.epoch, await from.evictions());
}

async function contentOf({ history }: Copied): Promise<unknown> {
  const scopes = ["#lobby", "#tea", "@bob"].map((scope) => ({ scope, after: 0 }));
  const { records, complete } = await history.read({
    scopes,
    after: 0,
    limit: 1e6,
    limitBytes: 1e9,
  });
  return [complete, ...records.map(({ json }) => new TextDecoder().decode(json))];
}

storeTest("a copy has all that its original has, in memory and on the disk", async () => {
  await using temp = new TempStore();
  await using second = new TempStore();
  const [ram, ssd] = [memory(), await disk(temp)];
  await fill(ram);
  await fill(ssd);
  assertEquals(await contentOf(ssd), await contentOf(ram));
  assertEquals(ssd.copy.newestSeq, 401 * STEP);
  assertEquals(ram.copy.newestSeq, 401 * STEP);
  const copies = [memory(), await disk(second)];
  for (const original of [ram, ssd]) {
    for (const copy of copies) {
      await copyTo(copy, original.copy);
      assertEquals(await contentOf(copy), await contentOf(ram));
      assertEquals([copy.copy.epoch, copy.copy.newestSeq], [EPOCH, 401 * STEP]);
    }
    copies.splice(0, 2, memory(), await reopened(second));
  }
});

storeTest("a copy declares what its original had evicted", async () => {
  await using temp = new TempStore();
  const [ram, ssd] = [memory(50), await disk(temp)];
  await fill(ram);
  await copyTo(ssd, ram.copy);
  assertEquals((await contentOf(ram) as unknown[])[0], false);
  assertEquals(await contentOf(ssd), await contentOf(ram));
  const back = memory();
  await copyTo(back, ssd.copy);
  assertEquals(await contentOf(back), await contentOf(ram));
});

storeTest("messages whose numbers are far apart are found after a start", async () => {
  await using temp = new TempStore();
  await fill(await disk(temp));
  const again = await reopened(temp);
  assertEquals([again.copy.epoch, again.copy.newestSeq], [EPOCH, 401 * STEP]);
  for (const bundle of [1, 2, 200, 399, 400]) {
    assertEquals((await again.history.find(bundle * STEP))?.seq, bundle * STEP);
  }
  assertEquals(await again.history.find(10 * STEP), undefined, "it was dropped");
  assertEquals(await again.history.find(10 * STEP + 1), undefined, "nobody said it");
});

storeTest("a copy that isn't finished is forgotten at the next start", async () => {
  await using temp = new TempStore();
  const store = await disk(temp);
  await fill(store);
  await temp.crash(store);
  const begun = await disk(temp);
  assertEquals(begun.copy.newestSeq, 401 * STEP);
  await begun.copy.clear();
  const numbers = { nextSeq: () => 7 * STEP };
  await persist(begun.history, batchOf(numbers, "#lobby", ["the first of many"]));
  await temp.crash(begun);
  const again = await disk(temp);
  assertEquals(again.copy.newestSeq, 0);
  assertEquals((await readAll(again.history, "#lobby")).texts, []);
});

storeTest("a copy whose journal lacks something is forgotten at the next start", async () => {
  await using temp = new TempStore();
  const store = await disk(temp);
  await fill(store);
  await temp.crash(store);
  await Deno.remove(`${temp.dataDir}/hubbub.journal`);
  assertEquals((await disk(temp)).copy.newestSeq, 0);
});

storeTest("a folder with registered names doesn't become a node's", async () => {
  await using temp = new TempStore();
  const store = await temp.open();
  const account = { fold: "ada", name: "ada", createdMs: 1, sinceSeq: 0 };
  await store.accounts.register(account, "a hash");
  await temp.closeAll();
  await assertRejects(() => disk(temp), StoreError, "of another hub");
  assert((await temp.open()).accounts.get("ada") !== undefined);
});

storeTest("damaged messages aren't copied to others", async () => {
  await using temp = new TempStore();
  await fill(await disk(temp));
  await temp.closeAll();
  const path = `${temp.dataDir}/${FILE_NAME}`;
  const { atime, mtime } = Deno.statSync(path);
  const sqlite = new DatabaseSync(path);
  sqlite.exec(
    "UPDATE chunks SET frames = zeroblob(40) WHERE first_seq = (SELECT min(first_seq) FROM chunks)",
  );
  sqlite.close();
  Deno.utimeSync(path, atime!, mtime!);
  const { copy } = await disk(temp);
  await assertRejects(
    () => Array.fromAsync(copy.messages()),
    StoreError,
    "Messages of #lobby are damaged on this node's disk",
  );
});

async function reopened(temp: TempStore): Promise<Store> {
  await temp.closeAll();
  return await disk(temp);
}
