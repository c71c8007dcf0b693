import { assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { Head } from "../../../batch/mod.ts";
import { Flusher } from "../../../store/disk_thread/flush/flusher.ts";
import { addChecksums } from "../../../store/disk_thread/schema/add_checksums.ts";
import { OpenStore } from "../../../store/disk_thread/open_store.ts";
import { AccountTable } from "../../../store/disk_thread/tables/account_table.ts";
import { MetaTable } from "../../../store/disk_thread/tables/meta_table.ts";
import { migrate, MIGRATIONS } from "../../../store/disk_thread/schema/migrations.ts";
import { DEFAULT_STORE_LIMITS } from "../../../store/mod.ts";
import { storeTest } from "../store_test_case.ts";

const BUG = new TypeError("seq is undefined");
const FULL = new Error("database or disk is full");

/** Has a method throw while `body` runs. */
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

/** Opens a store, uses it and closes it; returns its warnings. */
function warningsOf(use: (store: OpenStore, close: () => void) => void): string[] {
  const dataDir = Deno.makeTempDirSync({ prefix: "hubbub-silent-" });
  const lanes = { records: new SharedArrayBuffer(0), commits: new SharedArrayBuffer(0) };
  const open = { dataDir, limits: DEFAULT_STORE_LIMITS, faults: undefined, lanes };
  const warnings: string[] = [];
  const store = new OpenStore({ kind: "open", ...open }, {
    reply: (reply) => reply.kind === "warning" && warnings.push(reply.sentence),
    committed: () => {},
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
  return warnings.map((sentence) => sentence.replaceAll(dataDir, "DIR"));
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
    ["a change of names or bans in DIR/hubbub.db", (error: Error) =>
      warningsOf((store) => {
        withThrowing(AccountTable.prototype, "leave", error, () => {
          const left = new Map([["ada", 7]]);
          assertThrows(() => store.answer({ kind: "leaveAccounts", left }), Error, error.message);
        });
      })],
  ] as const
) {
  storeTest(`a bug that stops ${task.replace("DIR/hubbub.db", "the database")} is said`, () => {
    assertEquals(use(BUG), [
      `A bug in hubbub has stopped ${task}: TypeError: seq is undefined. Please report this line.`,
    ]);
    assertEquals(use(FULL), []);
  });
}

storeTest("a bug in the migration that reads all messages drops none of them", () => {
  using sqlite = new DatabaseSync(":memory:");
  for (const migration of MIGRATIONS.slice(0, 3)) migrate(sqlite, migration);
  sqlite.exec("INSERT INTO scopes VALUES (1, '#a', 0)");
  // A run of one message, said at the time 0, whose body is empty.
  sqlite.exec(
    "INSERT INTO chunks VALUES (1, 1, 1, 1, 0, NULL, x'0100000000000000000000000000', 2, NULL)",
  );
  withThrowing(Head.prototype, "write", BUG, () => {
    assertThrows(() => addChecksums(sqlite), TypeError, BUG.message);
  });
});
