/**
 * Opens a store and kills its own process at one of its steps on the disk. Prints "opened" if there
 * are fewer steps.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { OpenStore } from "../../../store/disk_thread/open_store.ts";
import { Faults } from "../../../store/faults.ts";
import { DEFAULT_STORE_LIMITS } from "../../../store/mod.ts";

const [dataDir, killedStep] = Deno.args;
let steps = 0;
let isTransaction = false;

/** Counts a step, and kills the process before the chosen one. */
function count(): void {
  if (steps++ === Number(killedStep)) Deno.kill(Deno.pid, "SIGKILL");
}

/** Counts the calls of a method that satisfy a condition as steps. */
function countCalls<Name extends string>(
  owner: { [name in Name]: (...args: never[]) => unknown },
  name: Name,
  isStep: (argument: unknown) => boolean = () => true,
): void {
  const method = owner[name] as (...args: unknown[]) => unknown;
  const counted = function (this: unknown, ...args: unknown[]) {
    if (isStep(args[0])) count();
    return method.apply(this, args);
  };
  owner[name] = counted as typeof owner[Name];
}

// A kill, unlike a power cut, leaves all that was written, synced or not.
countCalls(Deno.FsFile.prototype, "writeSync");
countCalls(Deno, "renameSync");
countCalls(Deno, "removeSync");
countCalls(DatabaseSync.prototype, "exec", (sql) => {
  if (String(sql).startsWith("BEGIN")) isTransaction = true;
  if (sql === "COMMIT") isTransaction = false;
  return sql === "COMMIT";
});
const statement = new DatabaseSync(":memory:").prepare("SELECT 1");
countCalls(Object.getPrototypeOf(statement), "run", () => !isTransaction);

const lanes = { records: new SharedArrayBuffer(0), commits: new SharedArrayBuffer(0) };
const limits = { ...DEFAULT_STORE_LIMITS, journalMaxBytes: 8192 };
const open = {
  kind: "open",
  dataDir,
  limits,
  isCopy: false,
  isIndexed: false,
  faults: new Faults().memory,
  lanes,
} as const;
const store = new OpenStore(open, { reply: () => {}, committed: () => {} });
store.start();
Deno.stdout.writeSync(new TextEncoder().encode("opened\n"));
Deno.exit();
