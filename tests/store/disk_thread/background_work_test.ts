import { assertEquals } from "@std/assert";
import { Scrub } from "../../../store/disk_thread/integrity/scrub.ts";
import { OpenStore } from "../../../store/disk_thread/open_store.ts";
import { Retention } from "../../../store/disk_thread/retention/retention.ts";
import { DEFAULT_STORE_LIMITS } from "../../../store/mod.ts";
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
  const store = new OpenStore({ kind: "open", ...open }, {
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
