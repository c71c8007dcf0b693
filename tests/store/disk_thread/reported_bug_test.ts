import { assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { Head } from "../../../batch/mod.ts";
import { Flusher } from "../../../store/disk_thread/flush/flusher.ts";
import { Journal } from "../../../store/disk_thread/journal/journal.ts";
import { OpenStore } from "../../../store/disk_thread/open_store.ts";
import { addChecksums } from "../../../store/disk_thread/schema/add_checksums.ts";
import { migrate, MIGRATIONS } from "../../../store/disk_thread/schema/migrations.ts";
import { AccountTable } from "../../../store/disk_thread/tables/account_table.ts";
import { MetaTable } from "../../../store/disk_thread/tables/meta_table.ts";
import type { PackedPage } from "../../../store/exchange/packed_page.ts";
import { DEFAULT_STORE_LIMITS } from "../../../store/mod.ts";
import { recordOf } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";

const BUG = new TypeError("seq is undefined");
const FULL = new Error("database or disk is full");
const UNKNOWN = new Error("Too many links (os error 31)");

/** Makes a method throw while `body` runs. */
function withThrowing<Name extends string>(
  owner: { [name in Name]: (...args: never[]) => unknown },
  name: Name,
  error: Error,
  body: () => void,
): void {
  const method = owner[name];
  owner[name] = () => {
    throw error;
  };
  try {
    body();
  } finally {
    owner[name] = method;
  }
}

/** The sentences of a store's replies. */
interface Sentences {
  readonly warnings: string[];
  /** The result of each commit; undefined for a commit that the disk has. */
  readonly failures: (string | undefined)[];
}

/** Opens a store, uses it and closes it. Returns its warnings. */
function warningsOf(use: (store: OpenStore, close: () => void) => void): string[] {
  return sentencesOf(use).warnings;
}

/** Does the same. Returns the results of commits too. */
function sentencesOf(use: (store: OpenStore, close: () => void) => void): Sentences {
  const dataDir = Deno.makeTempDirSync({ prefix: "hubbub-silent-" });
  const lanes = { records: new SharedArrayBuffer(0), commits: new SharedArrayBuffer(0) };
  const open = { dataDir, limits: DEFAULT_STORE_LIMITS, faults: undefined, lanes };
  const warnings: string[] = [];
  const failures: (string | undefined)[] = [];
  const store = new OpenStore({ kind: "open", isCopy: false, isIndexed: false, ...open }, {
    reply: (reply) => reply.kind === "warning" && warnings.push(reply.sentence),
    committed: (_buffer, failure) => failures.push(failure),
  });
  let isOpen = true;
  const close = () => {
    isOpen = false;
    store.answer({ kind: "close", lastSeq: 0 });
  };
  try {
    store.start();
    use(store, close);
  } finally {
    if (isOpen) close();
    Deno.removeSync(dataDir, { recursive: true });
  }
  return {
    warnings: warnings.map((sentence) => sentence.replaceAll(dataDir, "DIR")),
    failures: failures.map((sentence) => sentence?.replaceAll(dataDir, "DIR")),
  };
}

for (
  const [task, use] of [
    ["the beginning of an epoch in DIR/hubbub.db", (error: Error) =>
      warningsOf((store) => {
        withThrowing(MetaTable.prototype, "beginEpoch", error, () => {
          store.handle({ kind: "beginEpoch", epoch: "another", lastSeq: 7 });
        });
      })],
    [
      "the last work on DIR/hubbub.db",
      (error: Error) =>
        warningsOf((_store, close) => withThrowing(Flusher.prototype, "flushAll", error, close)),
    ],
    ["the reservation of numbers in DIR/hubbub.db", (error: Error) =>
      warningsOf((store) => {
        withThrowing(MetaTable.prototype, "reserve", error, () => {
          store.handle({ kind: "reserve", until: 7 });
        });
        store.handle({ kind: "reserve", until: 7 });
      })],
    [
      "a change of names, bans or webhooks in DIR/hubbub.db",
      (error: Error) =>
        warningsOf((store) => {
          withThrowing(AccountTable.prototype, "markAway", error, () => {
            const left = new Map([["ada", 7]]);
            assertThrows(
              () => store.answer({ kind: "markAccountsAway", left }),
              Error,
              error.message,
            );
          });
        }),
    ],
  ] as const
) {
  storeTest(`a bug that stops ${task.replace("DIR/hubbub.db", "the database")} is reported`, () => {
    assertEquals(use(BUG), [
      `A bug in hubbub has stopped ${task}: TypeError: seq is undefined. Please report this line.`,
    ]);
    for (const error of [FULL, UNKNOWN]) assertEquals(use(error), []);
  });
}

storeTest("a bug that stops a commit is reported as a bug, and the message isn't lost", () => {
  for (
    const [error, sentence] of [
      [
        BUG,
        "A bug in hubbub has stopped the work on DIR/hubbub.db: TypeError: seq is undefined. Please report this line.",
      ],
      [FULL, "The disk that holds DIR/hubbub.db is full: free some space."],
    ] as const
  ) {
    const { failures } = sentencesOf((store) => {
      const record = recordOf({ nextSeq: () => 1 }, "#a", ["text"]);
      withThrowing(Journal.prototype, "append", error, () => store.commit(record));
      const query = { scopes: [{ scope: "#a", after: 0 }], after: 0, limit: 9, limitBytes: 9000 };
      assertEquals((store.answer({ kind: "read", query }) as PackedPage).seqs, [1]);
    });
    assertEquals(failures, [sentence]);
  }
});

storeTest(
  "a bug in the migration that reads all messages ends it, so no message is dropped",
  () => {
    using sqlite = new DatabaseSync(":memory:");
    for (const migration of MIGRATIONS.slice(0, 3)) migrate(sqlite, migration);
    sqlite.exec("INSERT INTO scopes VALUES (1, '#a', 0)");
    // A run of one message with the time 0 and a body of one byte.
    sqlite.exec(
      "INSERT INTO chunks VALUES (1, 1, 1, 1, 0, NULL, x'01000000000000000000000001007d', 2, NULL)",
    );
    withThrowing(Head.prototype, "write", BUG, () => {
      assertThrows(() => addChecksums(sqlite), TypeError, BUG.message);
    });
  },
);
