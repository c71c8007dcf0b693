import { assertEquals } from "@std/assert";
import { Scrub } from "../../../store/disk_thread/integrity/scrub.ts";
import { OpenStore } from "../../../store/disk_thread/open_store.ts";
import { Retention } from "../../../store/disk_thread/retention/retention.ts";
import { DEFAULT_STORE_LIMITS } from "../../../store/mod.ts";
import { Database } from "../../../store/disk_thread/tables/database.ts";
import { RecordBuilder } from "../../../store/server_thread/record_builder.ts";
import { filesWith } from "../../support/files/files_with.ts";
import { batchOf } from "../batches.ts";
import { amendmentsOf } from "../history/amendment_contract.ts";
import { storeTest } from "../store_test_case.ts";

/**
 * Opens a store whose background work throws in `owner.step`. Resolves with the warnings of the
 * first error.
 */
async function warningsOf(
  owner: { step: (...args: never[]) => void },
  error: Error,
): Promise<string[]> {
  const dataDir = Deno.makeTempDirSync({ prefix: "hubbub-chores-" });
  const lanes = { records: new SharedArrayBuffer(0), commits: new SharedArrayBuffer(0) };
  const open = { dataDir, limits: DEFAULT_STORE_LIMITS, faults: undefined, lanes };
  const warnings: string[] = [];
  const store = new OpenStore({ kind: "open", isCopy: false, isIndexed: false, ...open }, {
    reply: (reply) => reply.kind === "warning" && warnings.push(reply.sentence),
    committed: () => {},
  });
  const { step } = owner;
  try {
    const hasThrown = new Promise<void>((resolve) => {
      owner.step = () => {
        // The background work catches the error before any microtask runs.
        queueMicrotask(resolve);
        throw error;
      };
    });
    store.start();
    await hasThrown;
    return warnings.map((sentence) => sentence.replaceAll(dataDir, "DIR"));
  } finally {
    owner.step = step;
    store.answer({ kind: "close", lastSeq: 0 });
    Deno.removeSync(dataDir, { recursive: true });
  }
}

storeTest("replaced texts are erased by themselves", async () => {
  const dataDir = Deno.makeTempDirSync({ prefix: "hubbub-erasure-" });
  const lanes = { records: new SharedArrayBuffer(0), commits: new SharedArrayBuffer(0) };
  const limits = { ...DEFAULT_STORE_LIMITS, eraseDelayMs: 0 };
  const store = new OpenStore({
    kind: "open",
    dataDir,
    limits,
    isCopy: false,
    isIndexed: false,
    faults: undefined,
    lanes,
  }, {
    reply: () => {},
    committed: () => {},
  });
  store.start();
  const { checkpoint } = Database.prototype;
  try {
    const hasErased = new Promise<void>((resolve) => {
      Database.prototype.checkpoint = function () {
        const isDone = checkpoint.call(this);
        resolve();
        return isDone;
      };
    });
    const builder = new RecordBuilder();
    builder.add(batchOf({ nextSeq: () => 1 }, "#a", ["the secret"]));
    builder.add(amendmentsOf(1, { scope: "#a", of: 1, set: { msg: "gone" }, drop: [] }));
    const { buffer, sizeBytes } = builder.finish();
    store.commit(new Uint8Array(buffer, 0, sizeBytes));
    await hasErased;
    assertEquals(await filesWith(dataDir, "the secret"), []);
  } finally {
    Database.prototype.checkpoint = checkpoint;
    store.answer({ kind: "close", lastSeq: 1 });
    Deno.removeSync(dataDir, { recursive: true });
  }
});

const BUG = new TypeError("seq is undefined");
const UNREADABLE = new Error("disk I/O error");

storeTest("a bug in the scrub is reported as a bug", async () => {
  assertEquals(await warningsOf(Scrub.prototype, BUG), [
    "A bug in hubbub has stopped the check of DIR/hubbub.db that follows a start: TypeError: seq is undefined. Please report this line.",
  ]);
});

storeTest("a disk error in the scrub is reported", async () => {
  assertEquals(await warningsOf(Scrub.prototype, UNREADABLE), [
    "The disk that holds DIR/hubbub.db reports an error: check it (dmesg may say more).",
  ]);
});

storeTest("a bug in the background work is reported", async () => {
  assertEquals(await warningsOf(Retention.prototype, BUG), [
    "A bug in hubbub has stopped the work on DIR/hubbub.db between messages: TypeError: seq is undefined. Please report this line.",
  ]);
});

storeTest(
  "a disk error in the background work is left for the next commit to report",
  async () => {
    assertEquals(await warningsOf(Retention.prototype, UNREADABLE), []);
  },
);
