import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Faults, StoreError } from "../../../store/mod.ts";
import { batchOf, persist, readAll, seqsOf, texts } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

/** Opens a store on a disk that can be filled, and collects its failures. */
async function openOnDisk(temp: TempStore, queueMaxBytes = 1_000_000) {
  const faults = new Faults();
  const failures: string[] = [];
  const recovered = Promise.withResolvers<void>();
  const store = await temp.open({
    faults,
    limits: { retryMs: 1, queueMaxBytes },
    onFailure: (sentence) => failures.push(sentence),
    onRecovery: recovered.resolve,
  });
  return { ...store, faults, failures, recovered: recovered.promise };
}

// Larger than the free part of the database's last pages.
const LARGE = "x".repeat(60_000);

for (const ending of ["close", "kill"] as const) {
  storeTest(
    `an outage is reported once, and its messages survive a ${ending} after it`,
    async () => {
      await using temp = new TempStore();
      const store = await openOnDisk(temp);
      const { history, faults, failures, recovered } = store;
      await persist(history, batchOf(history, "#a", ["before"]));
      faults.fill();
      for (let i = 0; i < 5; i++) {
        const failure = await persist(history, batchOf(history, "#a", [`${LARGE} ${i}`]));
        assertMatch(failure ?? "", /full: free some space/);
      }
      assertEquals(failures.length, 1);
      // The ack of a known message waits too: that message isn't persisted yet.
      assert(await persist(history) !== undefined);
      const meanwhile = await readAll(history, "#a");
      assertEquals([meanwhile.texts.length, meanwhile.complete], [6, true]);
      assertEquals(meanwhile.seqs.at(-3)! - 1, await history.startOf("#a", 3));

      faults.free();
      await recovered;
      assertEquals(await persist(history), undefined);
      assertEquals(await persist(history, batchOf(history, "#a", ["after"])), undefined);
      await store[ending]();
      const { history: reopened } = await temp.open();
      const all = await readAll(reopened, "#a");
      const large = Array.from({ length: 5 }, (_, i) => `${LARGE} ${i}`);
      assertEquals([all.texts, all.complete], [["before", ...large, "after"], true]);
    },
  );
}

storeTest("a full backlog drops the oldest messages, and reads declare them", async () => {
  await using temp = new TempStore();
  const { history, faults, recovered } = await openOnDisk(temp, 150_000);
  await persist(history, batchOf(history, "#a", ["before"]), batchOf(history, "#b", ["before"]));
  faults.fill();
  const seqs: number[] = [];
  for (let i = 0; i < 5; i++) {
    const batch = batchOf(history, "#a", [`${LARGE} ${i}`]);
    seqs.push(...seqsOf(batch));
    await persist(history, batch);
  }
  const kept = ["before", `${LARGE} 3`, `${LARGE} 4`];
  const during = await readAll(history, "#a");
  assertEquals([during.texts, during.complete], [kept, false]);
  assertEquals(seqs.map((seq) => history.hasLost(seq, seq)), [true, true, true, false, false]);

  faults.free();
  await recovered;
  assertEquals(seqs.map((seq) => history.hasLost(seq, seq)), [true, true, true, false, false]);
  await temp.closeAll();
  const { history: reopened } = await temp.open();
  const after = await readAll(reopened, "#a");
  assertEquals([after.texts, after.complete], [kept, false]);
  assert((await readAll(reopened, "#a", seqs[2])).complete);
  assert((await readAll(reopened, "#b")).complete);
});

storeTest("a full backlog doesn't stop the server from reading", async () => {
  await using temp = new TempStore();
  const { history, faults, recovered } = await openOnDisk(temp, 100_000);
  faults.fill();
  for (let i = 0; i < 20; i++) {
    await persist(history, batchOf(history, "#a", [LARGE]));
    assertEquals(history.congested, undefined);
  }
  faults.free();
  await recovered;
});

storeTest("close rejects on a full disk if messages are lost", async () => {
  await using temp = new TempStore();
  const { history, faults, close } = await openOnDisk(temp);
  faults.fill();
  await persist(history, batchOf(history, "#a", [LARGE]));
  await assertRejects(close, StoreError, "couldn't be kept");
  const { history: reopened } = await temp.open();
  assert(reopened.lastSeq >= history.lastSeq);
  assertEquals((await readAll(reopened, "#a")).texts, []);
});

storeTest("a scope that lost all its messages is declared incomplete", async () => {
  await using temp = new TempStore();
  const { history, faults, recovered } = await openOnDisk(temp, 1_000);
  faults.fill();
  const batch = batchOf(history, "@alice", texts(20, "x".repeat(100)));
  await persist(history, batchOf(history, "#large", [LARGE]), batch);
  faults.free();
  await recovered;
  const { texts: found, complete } = await readAll(history, "@alice");
  assertEquals([found, complete], [[], false]);
});
