import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { isDamage } from "../../../store/disk_thread/errors/damage_error.ts";
import { addChecksums } from "../../../store/disk_thread/schema/add_checksums.ts";
import {
  migrate,
  type Migration,
  MIGRATIONS,
} from "../../../store/disk_thread/schema/migrations.ts";
import { AccountTable } from "../../../store/disk_thread/tables/account_table.ts";
import { HookTable } from "../../../store/disk_thread/tables/hook_table.ts";
import { BanTable } from "../../../store/disk_thread/tables/ban_table.ts";
import { HeadTable } from "../../../store/disk_thread/tables/head_table.ts";
import { IdTable } from "../../../store/disk_thread/tables/id_table.ts";
import { MetaTable } from "../../../store/disk_thread/tables/meta_table.ts";
import { ScopeTable } from "../../../store/disk_thread/tables/scope_table.ts";
import { zeroLeafPage } from "./damage.ts";
import { storeTest } from "../store_test_case.ts";

const ROWS = 400;

/** A database file with a damaged page. */
class DamagedFile implements Disposable {
  readonly #path = Deno.makeTempFileSync({ prefix: "hubbub-unread-" });

  /** Creates the database, has `fill` write its rows, and damages a page of a table. */
  constructor(
    table: string,
    fill: (sqlite: DatabaseSync) => void,
    { migrations = MIGRATIONS, which = "middle" }: DamagedFileOptions = {},
  ) {
    {
      using sqlite = this.open();
      for (const migration of migrations) migrate(sqlite, migration);
      sqlite.exec("BEGIN");
      fill(sqlite);
      sqlite.exec("COMMIT");
    }
    zeroLeafPage(this.#path, table, which);
  }

  open(): DatabaseSync {
    return new DatabaseSync(this.#path);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#path);
  }
}

interface DamagedFileOptions {
  readonly migrations?: readonly Migration[];
  /** The page that is damaged. */
  readonly which?: "middle" | "last";
}

/** Iterates until an error of damage. Returns the number of rows before it. */
function rowsBeforeDamage(rows: Iterable<unknown>): number {
  let count = 0;
  try {
    for (const _row of rows) count++;
  } catch (error) {
    assert(isDamage(error), `${error}`);
    return count;
  }
  throw new Error(`The table ends after ${count} rows, without an error.`);
}

function numbers(): number[] {
  return Array.from({ length: ROWS }, (_, i) => i + 1);
}

storeTest("a warning says that bans on an unreadable page are damaged", () => {
  using file = new DamagedFile("bans", (sqlite) => {
    const bans = new BanTable(sqlite);
    for (const number of numbers()) {
      const reason = `reason ${number}.`;
      bans.put({ number, kind: "name", target: `peer ${number}`, untilMs: 1e15, reason });
    }
  });
  using sqlite = file.open();
  const warnings: string[] = [];
  const bans = new BanTable(sqlite).all((sentence) => warnings.push(sentence));
  assertEquals(warnings.length, 1);
  assert(bans.length > 0 && bans.length < ROWS, `${bans.length}`);
});

storeTest("a warning says that webhooks on an unreadable page are damaged", () => {
  using file = new DamagedFile("hooks", (sqlite) => {
    const hooks = new HookTable(sqlite);
    for (const number of numbers()) {
      const tokenHash = `${number}`.padStart(64, "0");
      hooks.put({ name: `hook ${number}`, room: "#ops", tokenHash, by: "ada", createdMs: 1 });
    }
  });
  using sqlite = file.open();
  const warnings: string[] = [];
  const hooks = new HookTable(sqlite).all((sentence) => warnings.push(sentence));
  assertEquals(warnings.length, 1);
  assert(hooks.length > 0 && hooks.length < ROWS, `${hooks.length}`);
});

storeTest("a warning says that registered names on an unreadable page are missing", () => {
  using file = new DamagedFile("accounts", (sqlite) => {
    const accounts = new AccountTable(sqlite, new MetaTable(sqlite));
    for (const number of numbers()) {
      const fold = `peer ${number}`;
      const times = { createdMs: 1, sinceSeq: 0, leftSeq: 0 };
      accounts.put({ fold, name: fold, password: "a hash", ...times });
    }
  });
  using sqlite = file.open();
  const warnings: string[] = [];
  const table = new AccountTable(sqlite, new MetaTable(sqlite));
  assertLess(table.all((sentence) => warnings.push(sentence)).length, ROWS);
  assertEquals(warnings.map((words) => /^Of 400 registered names some/.test(words)), [true]);
});

storeTest("an unreadable page of scopes is damage, not the end of the list", () => {
  using file = new DamagedFile("scopes", (sqlite) => {
    const scopes = new ScopeTable(sqlite, new MetaTable(sqlite));
    for (const number of numbers()) scopes.add(`#room ${number}`);
  });
  using sqlite = file.open();
  assertLess(rowsBeforeDamage(new ScopeTable(sqlite, new MetaTable(sqlite)).all()), ROWS);
});

function fillHeads(sqlite: DatabaseSync): void {
  const heads = new HeadTable(sqlite);
  for (const seq of numbers()) {
    const bounds = { scopeId: 1, firstSeq: seq, lastSeq: seq, prevSeq: seq - 1 };
    heads.put({ ...bounds, count: 1, timeMs: 1e12, contentSum: seq }, "#a");
  }
}

storeTest("a scope whose newest head is unreadable isn't empty", () => {
  using file = new DamagedFile("heads", fillHeads, { which: "last" });
  using sqlite = file.open();
  assertThrows(() => new HeadTable(sqlite).lastSeqOf(1), Error, "malformed");
});

storeTest("an unreadable page of heads is damage, not the end of a scope", () => {
  using file = new DamagedFile("heads", fillHeads);
  using sqlite = file.open();
  const heads = new HeadTable(sqlite);
  const oldest = rowsBeforeDamage(heads.after(1, 0));
  const newest = rowsBeforeDamage(heads.before(1, ROWS + 1));
  assert(oldest > 0 && newest > 0 && oldest + newest < ROWS, `${oldest} ${newest}`);
  // A caller that stops before the damaged page meets no error.
  for (const { lastSeq } of heads.after(1, 0)) if (lastSeq === oldest) break;
  assertEquals(heads.lastSeqOf(1), ROWS);
  assertThrows(() => heads.pageAfter(1, 0, ROWS), Error, "malformed");
});

storeTest("ids on an unreadable page are reported as damaged", () => {
  const limits = { dedupWindowMs: 1000, dedupMaxEntries: 1_000_000 };
  const nobody = () => {};
  using file = new DamagedFile("ids", (sqlite) => {
    const ids = new IdTable(sqlite, limits, nobody);
    for (const number of numbers()) {
      const entries = new TextEncoder().encode(`id ${number} ${"x".repeat(100)}`);
      ids.insert({ timeMs: 1e12, idCount: 1, ids: entries });
    }
  });
  using sqlite = file.open();
  let damages = 0;
  const ids = new IdTable(sqlite, limits, () => damages++);
  // The count in the constructor reads the page too.
  assertEquals(damages, 1);
  const recent = ids.recent(1e12);
  assertEquals(damages, 2);
  assert(recent.length > 0 && recent.length < ROWS, `${recent.length}`);
});

storeTest("the migration that reads all messages skips an unreadable page", () => {
  using file = new DamagedFile("chunks", (sqlite) => {
    sqlite.exec("INSERT INTO scopes VALUES (1, '#a', 0)");
    const insert = sqlite.prepare("INSERT INTO chunks VALUES (?, ?, 1, 1, 0, NULL, ?, 1, NULL)");
    for (const seq of numbers()) {
      const json = `{"seq":${seq},"msg":"message ${seq}."}`;
      const size = `${String.fromCharCode(json.length)}\0\0\0`;
      insert.run(seq, seq, new TextEncoder().encode(`${size}${json}`));
    }
  }, { migrations: MIGRATIONS.slice(0, 3) });
  using sqlite = file.open();
  addChecksums(sqlite);
  const newestOf = (table: string) =>
    sqlite.prepare(`SELECT max(last_seq) AS seq, count(*) AS count FROM ${table}`).get()!;
  const heads = newestOf("heads");
  assertEquals([newestOf("scopes").seq, heads.seq], [ROWS, ROWS]);
  assert(Number(heads.count) > 0 && Number(heads.count) < ROWS, `${heads.count}`);
});
