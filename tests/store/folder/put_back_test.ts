import { assert, assertEquals, assertGreater, assertNotEquals, assertRejects } from "@std/assert";
import { type Store, StoreError, type StoreLimits } from "../../../store/mod.ts";
import { batchOf, persist, readAll, texts } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

const LIMITS: Partial<StoreLimits> = { reserveBlock: 64 };

/** The ends of a server's run. */
const ENDINGS = ["close", "kill"] as const;

/** The ways in which operators put a folder back. Each loses other facts about the files. */
const WAYS: Record<string, (backup: string, dataDir: string) => Promise<void>> = {
  async "copied to a new folder"(backup, dataDir) {
    await Deno.remove(dataDir, { recursive: true });
    await copyInto(backup, dataDir);
  },
  async "copied over the files that are there"(backup, dataDir) {
    await copyInto(backup, dataDir);
  },
  async "copied over them with their times, as cp -a does"(backup, dataDir) {
    await copyInto(backup, dataDir);
    await keepTimes(backup, dataDir);
  },
  async "copied to new files with their times, and the rest deleted, as rsync does"(
    backup,
    dataDir,
  ) {
    for (const name of namesIn(dataDir)) await Deno.remove(`${dataDir}/${name}`);
    await copyInto(backup, dataDir);
    await keepTimes(backup, dataDir);
  },
  async "of which the database alone is copied"(backup, dataDir) {
    for (const name of namesIn(dataDir)) {
      if (!name.includes("generation")) await Deno.remove(`${dataDir}/${name}`);
    }
    await Deno.copyFile(`${backup}/hubbub.db`, `${dataDir}/hubbub.db`);
  },
};

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}

async function copyInto(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for (const name of namesIn(from)) await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
}

async function keepTimes(from: string, to: string): Promise<void> {
  for (const name of namesIn(from)) {
    const { atime, mtime } = await Deno.stat(`${from}/${name}`);
    await Deno.utime(`${to}/${name}`, atime!, mtime!);
  }
}

/** Persists so many messages. */
async function say({ history }: Store, count: number): Promise<void> {
  for (const text of texts(count)) await persist(history, batchOf(history, "#a", [text]));
}

/** A folder that was backed up, and that a server has used since. */
class BackedUp implements AsyncDisposable {
  readonly temp = new TempStore();
  readonly backup = Deno.makeTempDirSync({ prefix: "hubbub-backup-" });
  epoch = "";
  lastSeq = 0;

  static async make(isRunning: boolean, ending: "close" | "kill"): Promise<BackedUp> {
    const self = new BackedUp();
    const first = await self.temp.open({ limits: LIMITS });
    await say(first, 3);
    if (isRunning) await copyInto(self.temp.dataDir, self.backup);
    else {
      await first.close();
      await copyInto(self.temp.dataDir, self.backup);
    }
    const later = isRunning ? first : await self.temp.open({ limits: LIMITS });
    // More numbers than were reserved at the time of the copy.
    await say(later, 100);
    self.epoch = later.history.epoch;
    self.lastSeq = later.history.lastSeq;
    if (ending === "kill") await self.temp.crash(later);
    else await later.close();
    return self;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.temp[Symbol.asyncDispose]();
    await Deno.remove(this.backup, { recursive: true });
  }
}

for (const isRunning of [false, true]) {
  for (const ending of ENDINGS) {
    for (const [way, putBack] of Object.entries(WAYS)) {
      const state = isRunning ? "running" : "stopped";
      storeTest(
        `a copy of a ${state} store, ${way} after a ${ending}, begins a new epoch`,
        async () => {
          await using backedUp = await BackedUp.make(isRunning, ending);
          const { temp, backup, epoch, lastSeq } = backedUp;
          await putBack(backup, temp.dataDir);
          const warnings: string[] = [];
          const onWarning = (sentence: string) => warnings.push(sentence);
          const { history, close } = await temp.open({ limits: LIMITS, onWarning });
          assertNotEquals(history.epoch, epoch);
          const { lastSeq: skippedTo } = history;
          const { texts: kept, complete } = await readAll(history, "#a");
          assert(kept.length <= 103 && !complete);
          const given = [0, kept.length, skippedTo];
          const neverGiven = [kept.length + 1, 1000, skippedTo - LIMITS.reserveBlock! - 1];
          assertEquals(given.filter((seq) => !history.hasGiven(seq)), []);
          assertEquals([...neverGiven, skippedTo - 1].filter((seq) => history.hasGiven(seq)), []);
          assert(!history.hasGiven(skippedTo + 1));
          assertGreater(history.nextSeq(), lastSeq, "a number is given a second time");
          assert(warnings.some((words) => /put back from a copy, so a new epoch/.test(words)));
          assert((await readAll(history, "#a", history.lastSeq - 1)).complete);
          assertEquals(await persist(history, batchOf(history, "#b", ["after"])), undefined);
          const { epoch: own, lastSeq: newest } = history;
          await close();
          // The new epoch stays.
          const again = (await temp.open({ limits: LIMITS })).history;
          assertEquals(again.epoch, own);
          assertEquals([...given, newest].filter((seq) => !again.hasGiven(seq)), []);
          assertEquals(neverGiven.filter((seq) => again.hasGiven(seq)), []);
        },
      );
    }
  }
}

storeTest("a folder keeps its epoch after a stop and after a crash", async () => {
  await using temp = new TempStore();
  const epochs = new Set<string>();
  for (const ending of [...ENDINGS, ...ENDINGS, "close"] as const) {
    const store = await temp.open({ limits: LIMITS });
    epochs.add(store.history.epoch);
    await say(store, 70);
    if (ending === "kill") await temp.crash(store);
    else await store.close();
    // Operators and tools do this to files without changing their content.
    for (const name of namesIn(temp.dataDir)) {
      await Deno.readFile(`${temp.dataDir}/${name}`);
      if (Deno.build.os !== "windows") await Deno.chmod(`${temp.dataDir}/${name}`, 0o640);
    }
  }
  assertEquals(epochs.size, 1);
});

storeTest("a folder that is moved keeps its epoch", async () => {
  await using temp = new TempStore();
  const { history, close } = await temp.open();
  await close();
  await Deno.rename(temp.dataDir, `${temp.dataDir}-moved`);
  await using moved = new TempStore(`${temp.dataDir}-moved`);
  assertEquals((await moved.open()).history.epoch, history.epoch);
  await Deno.mkdir(temp.dataDir);
});

storeTest("a client that knows a number above the newest begins a new epoch, once", async () => {
  await using temp = new TempStore();
  const first = await temp.open({ limits: LIMITS });
  await say(first, 3);
  await first.close();
  const warnings: string[] = [];
  const onWarning = (sentence: string) => warnings.push(sentence);
  const { history, close } = await temp.open({ limits: LIMITS, onWarning });
  const { epoch } = history;
  assertEquals(epoch, first.history.epoch);
  // No process gave such a number.
  history.reportSeq(Number.MAX_SAFE_INTEGER);
  history.reportSeq(history.lastSeq);
  assertEquals([history.epoch, warnings], [epoch, []]);
  history.reportSeq(history.lastSeq + 40);
  const another = history.epoch;
  assertNotEquals(another, epoch);
  assertEquals(warnings.length, 1);
  // A further claim in this run is wrong: this process gave all numbers of the new epoch.
  history.reportSeq(history.lastSeq + 50);
  assertEquals([history.epoch, warnings.length], [another, 1]);
  // The history is congested until the thread has reserved the next numbers.
  assert(history.congested !== undefined);
  await history.congested;
  assertEquals(history.congested, undefined);
  assertGreater(history.nextSeq(), 2 ** 30);
  assertEquals(await persist(history, batchOf(history, "#a", ["news"])), undefined);
  const sample = [0, 3, 4, 10, 2 ** 30, history.lastSeq, history.lastSeq + 1];
  const isGiven = [true, true, false, false, false, true, false];
  assertEquals(sample.map((seq) => history.hasGiven(seq)), isGiven);
  await close();
  const again = await temp.open({ limits: LIMITS });
  assertEquals(again.history.epoch, another);
  assertEquals(sample.map((seq) => again.history.hasGiven(seq)), isGiven);
  const all = await readAll(again.history, "#a");
  assertEquals([all.texts, all.complete], [["text 0", "text 1", "text 2", "news"], false]);
});

storeTest("a client's number begins no epoch in a new log", async () => {
  await using temp = new TempStore();
  const { history } = await temp.open();
  const { epoch } = history;
  history.reportSeq(7);
  assertEquals(history.epoch, epoch);
});

storeTest(
  "a database that is copied over the files of a crash is refused, and nothing changes",
  async () => {
    await using temp = new TempStore();
    const first = await temp.open({ limits: LIMITS });
    await say(first, 3);
    await first.close();
    const copy = await Deno.readFile(`${temp.dataDir}/hubbub.db`);

    const second = await temp.open({ limits: LIMITS });
    await say(second, 100);
    await second.accounts.register({ fold: "ada", name: "ada", createdMs: 0, sinceSeq: 0 }, "hash");
    // As a crash would leave the files: the kill of a thread lets SQLite tidy up.
    await using crashed = new TempStore();
    await copyInto(temp.dataDir, crashed.dataDir);
    const path = `${crashed.dataDir}/hubbub.db`;
    const [own, wal] = [await Deno.readFile(path), await Deno.readFile(`${path}-wal`)];
    assertGreater(wal.length, 0);
    await Deno.writeFile(path, copy);
    const open = () => crashed.open({ limits: LIMITS });
    await assertRejects(open, StoreError, "a copy was put over the files of a crash");
    assertEquals(await Deno.readFile(`${path}-wal`), wal);
    assertEquals(await Deno.readFile(path), copy);

    await Deno.writeFile(path, own);
    const third = await open();
    assertEquals((await readAll(third.history, "#a")).texts.length, 103);
    assertEquals(third.accounts.get("ada")?.name, "ada");
  },
);

storeTest("a copy that is put back twice has another epoch each time", async () => {
  await using temp = new TempStore();
  const first = await temp.open({ limits: LIMITS });
  await say(first, 3);
  const epochs = [first.history.epoch];
  await first.close();
  const copy = await Deno.readFile(`${temp.dataDir}/hubbub.db`);
  for (let i = 0; i < 2; i++) {
    await Deno.remove(temp.dataDir, { recursive: true });
    await Deno.mkdir(temp.dataDir);
    await Deno.writeFile(`${temp.dataDir}/hubbub.db`, copy);
    const later = await temp.open({ limits: LIMITS });
    await say(later, 3);
    epochs.push(later.history.epoch);
    await later.close();
  }
  assertEquals(new Set(epochs).size, 3);
});
