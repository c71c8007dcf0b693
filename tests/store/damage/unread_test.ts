import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { addChecksums } from "../../../store/disk_thread/schema/add_checksums.ts";
import { BanTable } from "../../../store/disk_thread/tables/ban_table.ts";
import { migrate, MIGRATIONS } from "../../../store/disk_thread/schema/migrations.ts";
import { storeTest } from "../store_test_case.ts";

const PAGE_BYTES = 4096;
const ROWS = 400;

/** A file of a database of which pages can be damaged between two openings. */
class DamagedFile implements Disposable {
  readonly #path = Deno.makeTempFileSync({ prefix: "hubbub-unread-" });

  open(): DatabaseSync {
    return new DatabaseSync(this.#path);
  }

  /** Makes zeros of the first page with this text. */
  zeroPageWith(text: string): void {
    const bytes = Deno.readFileSync(this.#path);
    const at = new TextDecoder("latin1").decode(bytes).indexOf(text);
    assert(at > 0);
    const start = at - at % PAGE_BYTES;
    Deno.writeFileSync(this.#path, bytes.fill(0, start, start + PAGE_BYTES));
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#path);
  }
}

storeTest("bans on a page that SQLite can't read are said to be damaged", () => {
  using file = new DamagedFile();
  {
    using sqlite = file.open();
    for (const migration of MIGRATIONS) migrate(sqlite, migration);
    const bans = new BanTable(sqlite);
    sqlite.exec("BEGIN");
    for (let number = 1; number <= ROWS; number++) {
      const reason = `reason ${number}.`;
      bans.put({ number, kind: "name", target: `peer ${number}`, untilMs: 1e15, reason });
    }
    sqlite.exec("COMMIT");
  }
  file.zeroPageWith(`reason ${ROWS / 2}.`);
  using sqlite = file.open();
  const warnings: string[] = [];
  const bans = new BanTable(sqlite).all((sentence) => warnings.push(sentence));
  assertEquals(warnings.length, 1);
  assert(bans.length > 0 && bans.length < ROWS, `${bans.length}`);
});

storeTest("the migration that reads all messages passes over a page that can't be read", () => {
  using file = new DamagedFile();
  {
    using sqlite = file.open();
    for (const migration of MIGRATIONS.slice(0, 3)) migrate(sqlite, migration);
    sqlite.exec("BEGIN; INSERT INTO scopes VALUES (1, '#a', 0)");
    const insert = sqlite.prepare("INSERT INTO chunks VALUES (?, ?, 1, 1, 0, NULL, ?, 1, NULL)");
    for (let seq = 1; seq <= ROWS; seq++) {
      const json = `{"seq":${seq},"msg":"message ${seq}."}`;
      insert.run(
        seq,
        seq,
        new TextEncoder().encode(`${String.fromCharCode(json.length)}\0\0\0${json}`),
      );
    }
    sqlite.exec("COMMIT");
  }
  file.zeroPageWith(`message ${ROWS / 2}.`);
  using sqlite = file.open();
  addChecksums(sqlite);
  const newestOf = (table: string) =>
    sqlite.prepare(`SELECT max(last_seq) AS seq, count(*) AS count FROM ${table}`).get()!;
  const heads = newestOf("heads");
  assertEquals([newestOf("scopes").seq, heads.seq], [ROWS, ROWS]);
  assert(Number(heads.count) > 0 && Number(heads.count) < ROWS, `${heads.count}`);
});
