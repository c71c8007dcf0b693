import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { DamageError, isDamage } from "../../../store/disk_thread/errors/damage_error.ts";
import { sentenceOf } from "../../../store/disk_thread/errors/error_sentence.ts";
import { FILE_NAME } from "../../../store/disk_thread/tables/database.ts";
import { StoreError } from "../../../store/mod.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

const PAGE_BYTES = 4096;

/** A database with noise in all pages but the first, or in all pages if `from` is 0. */
class DamagedDatabase implements Disposable {
  readonly #path = Deno.makeTempFileSync({ prefix: "hubbub-blame-" });
  readonly sqlite: DatabaseSync;

  constructor(from: 0 | 1) {
    const before = new DatabaseSync(this.#path);
    before.exec("CREATE TABLE numbers (a INTEGER PRIMARY KEY, b TEXT)");
    before.exec(`INSERT INTO numbers SELECT value, 'x' FROM json_each('[1,2,3]')`);
    before.close();
    const bytes = Deno.readFileSync(this.#path);
    Deno.writeFileSync(this.#path, bytes.fill(0xa5, from * PAGE_BYTES));
    this.sqlite = new DatabaseSync(this.#path);
  }

  [Symbol.dispose](): void {
    this.sqlite.close();
    Deno.removeSync(this.#path);
  }
}

function errorOf(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  throw new Error(`${body} throws nothing`);
}

storeTest("an error of SQLite about damage counts as damage", () => {
  using pages = new DamagedDatabase(1);
  using all = new DamagedDatabase(0);
  using sound = new DatabaseSync(":memory:");
  const errors = [
    errorOf(() => pages.sqlite.prepare("SELECT * FROM numbers").all()),
    errorOf(() => pages.sqlite.prepare("SELECT * FROM numbers").get()),
    errorOf(() => pages.sqlite.prepare("INSERT INTO numbers VALUES (9, 'y')").run()),
    errorOf(() => pages.sqlite.exec("DELETE FROM numbers WHERE a = 2")),
    errorOf(() => all.sqlite.prepare("SELECT * FROM numbers")),
    errorOf(() => all.sqlite.exec("SELECT * FROM numbers")),
    // A flipped bit makes such an integer.
    errorOf(() => sound.prepare("SELECT 9007199254740993").get()),
    new DamageError("The chunk 7 isn't what was written."),
  ];
  for (const error of errors) {
    assertEquals(isDamage(error), true, `${error}`);
    assertMatch(sentenceOf(error, "FILE"), /^FILE (is|isn't a database, or is) damaged: restore/);
  }
});

storeTest("a programming error is reported as a bug, not as an error of the disk", () => {
  using sqlite = new DatabaseSync(":memory:");
  const closed = new DatabaseSync(":memory:");
  closed.close();
  const errors = [
    errorOf(() => new DataView(new ArrayBuffer(2)).getUint32(0)),
    errorOf(() => new Uint8Array(-1)),
    errorOf(() => new Date(NaN).toISOString()),
    errorOf(() => decodeURIComponent("%")),
    errorOf(() => sqlite.prepare("SELECT missing")),
    errorOf(() => sqlite.exec("SELECT missing")),
    errorOf(() => sqlite.prepare("SELECT * FROM missing")),
    errorOf(() => sqlite.prepare("SELECT ?").get(1, 2)),
    errorOf(() => sqlite.prepare("SELECT ?").get(2n ** 70n)),
    errorOf(() => closed.exec("SELECT 1")),
  ];
  for (const error of errors) {
    assertEquals(isDamage(error), false, `${error}`);
    assertMatch(sentenceOf(error, "FILE"), /^A bug in hubbub has stopped the work on FILE: /);
  }
});

Deno.test("an error of the system without advice isn't reported as a bug", () => {
  const tooMany = new Error("Too many levels of symbolic links (os error 40)");
  assertEquals(sentenceOf(tooMany, "FILE"), `FILE fails: ${tooMany.message}.`);
  const outOfMemory = Object.assign(new Error("out of memory"), { errcode: 7 });
  assertEquals(sentenceOf(outOfMemory, "FILE"), "FILE fails: out of memory.");
});

for (
  const [what, sql] of [
    ["column", "ALTER TABLE heads RENAME COLUMN prev_seq TO qrev_seq"],
    ["table", "ALTER TABLE bans RENAME TO cans"],
  ] as const
) {
  storeTest(`a ${what} whose name a flipped bit has changed is damage of the file`, async () => {
    await using temp = new TempStore();
    await (await temp.open()).close();
    const database = new DatabaseSync(`${temp.dataDir}/${FILE_NAME}`);
    database.exec(sql);
    database.close();
    const error = await assertRejects(() => temp.open(), StoreError);
    assertMatch(error.message, /hubbub\.db is damaged: restore the data folder from a backup/);
  });
}
