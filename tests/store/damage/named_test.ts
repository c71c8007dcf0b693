import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../../store/disk_thread/schema/migrations.ts";
import { FILE_NAME } from "../../../store/disk_thread/tables/database.ts";
import { type Store, StoreError, type StoreOptions } from "../../../store/mod.ts";
import { batchOf, persist, readAll, texts } from "../batches.ts";
import { zeroLeafPage } from "./damage.ts";
import { storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";
import { CHEAP_HASH } from "../../support/server/cheap_hash.ts";
import { registerName } from "../../support/hub/register_name.ts";

/** Opens a store and collects its warnings. */
async function openWarned(temp: TempStore, options: Partial<StoreOptions> = {}) {
  const warnings: string[] = [];
  const onWarning = (sentence: string) => warnings.push(sentence);
  const store = await temp.open({ hashCost: CHEAP_HASH, ...options, onWarning });
  return { ...store, warnings };
}

/** Writes three chunks to a room and one to another room, and closes the store. */
async function makeRooms(temp: TempStore): Promise<void> {
  for (const part of ["a", "b", "c"]) {
    const { history, close } = await temp.open();
    await persist(history, batchOf(history, "#a", texts(3, part)));
    if (part === "b") await persist(history, batchOf(history, "#b", ["alone"]));
    await close();
  }
}

/** Changes the database as damage does: all checksums stay as they were. */
function alter(temp: TempStore, sql: string): void {
  const path = `${temp.dataDir}/${FILE_NAME}`;
  // A disk that damages a file doesn't change the file's times. With new times, the folder would
  // look like a copy that was put back.
  const { atime, mtime } = Deno.statSync(path);
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.exec(sql);
  database.close();
  Deno.utimeSync(path, atime!, mtime!);
}

const A = texts(3, "a");
const C = texts(3, "c");

for (
  const [what, sql, words] of [
    [
      "content",
      "UPDATE chunks SET frames = zeroblob(40) WHERE first_seq = 4",
      /messages 4 to 6 of #a/,
    ],
    ["a row of content", "DELETE FROM chunks WHERE first_seq = 4", /messages 4 to 6 of #a/],
    ["a head", "UPDATE heads SET count = 2 WHERE first_seq = 4", /messages 4 to 6 of #a/],
    ["a row of heads", "DELETE FROM heads WHERE first_seq = 4", /#a that followed number 3/],
  ] as const
) {
  storeTest(`damaged ${what} is left out, declared, and named in one warning`, async () => {
    await using temp = new TempStore();
    await makeRooms(temp);
    alter(temp, sql);
    const { history, warnings } = await openWarned(temp);
    for (let time = 0; time < 2; time++) {
      const { texts: found, complete } = await readAll(history, "#a");
      assertEquals([found, complete], [[...A, ...C], false]);
    }
    const newer = await readAll(history, "#a", 7);
    assertEquals([newer.texts, newer.complete], [C, true]);
    assertEquals((await readAll(history, "#b")).complete, true);
    await history.verify();
    assertEquals(warnings.length, 1);
    assertMatch(warnings[0], words);
    assert(warnings[0].includes(FILE_NAME));
    // New messages are persisted.
    assertEquals(await persist(history, batchOf(history, "#a", ["news"])), undefined);
    assertEquals((await readAll(history, "#a", 7)).texts, [...C, "news"]);
  });
}

storeTest("the scrub names a missing newest chunk before any read", async () => {
  await using temp = new TempStore();
  await makeRooms(temp);
  alter(temp, "DELETE FROM heads WHERE last_seq = 10");
  const { history, warnings } = await openWarned(temp);
  await history.verify();
  assertMatch(warnings.join(), /where the messages of #a are listed/);
  const { texts: found, complete } = await readAll(history, "#a");
  assertEquals([found.length, complete], [6, false]);
});

storeTest("a missing scope makes all reads of earlier messages incomplete", async () => {
  await using temp = new TempStore();
  await makeRooms(temp);
  alter(temp, "DELETE FROM scopes WHERE name = '#b'");
  for (const isFirst of [true, false]) {
    const { history, warnings, close } = await openWarned(temp);
    assertEquals(warnings.some((words) => /rooms and receivers/.test(words)), isFirst);
    assertEquals((await readAll(history, "#b")).complete, false);
    assertEquals((await readAll(history, "#a")).complete, false);
    assertEquals((await readAll(history, "#a", history.lastSeq)).complete, true);
    await close();
  }
});

storeTest(
  "a start with a damaged meta row is refused, and changes nothing",
  async () => {
    await using temp = new TempStore();
    await makeRooms(temp);
    alter(temp, "UPDATE meta SET reserved_until = 0");
    const before = await Deno.readFile(`${temp.dataDir}/${FILE_NAME}`);
    const error = await assertRejects(() => temp.open(), StoreError);
    assertMatch(String(error), /hubbub\.db is damaged: restore .* from a backup, or move/);
    assertEquals(await Deno.readFile(`${temp.dataDir}/${FILE_NAME}`), before);
  },
);

storeTest("no password opens a damaged registered name", async () => {
  await using temp = new TempStore();
  const first = await openWarned(temp);
  for (const name of ["ada", "bob", "cleo"]) await register(first, name);
  await first.close();
  alter(
    temp,
    `UPDATE accounts SET created_ms = 7 WHERE fold = 'ada';
     DELETE FROM accounts WHERE fold = 'bob'`,
  );
  const { accounts, warnings } = await openWarned(temp);
  assertMatch(warnings.join("\n"), /name ada is damaged.*\nOf 3 registered names some are missing/);
  assert(accounts.get("ada") !== undefined);
  assertEquals(await accounts.verify("ada", "of ada"), false);
  assertEquals(await accounts.verify("cleo", "of cleo"), true);
});

async function register({ accounts }: Store, name: string): Promise<void> {
  await registerName(accounts, { fold: name, name, createdMs: 1, sinceSeq: 0 }, `of ${name}`);
}

storeTest("damaged ids are left out, and a warning names them", async () => {
  await using temp = new TempStore();
  for (const id of ["one", "two", "three"]) {
    const { history, close } = await temp.open();
    await persist(history, batchOf(history, "#a", [id], { author: "ada", ids: [id] }));
    await close();
  }
  alter(temp, "UPDATE ids SET entries = zeroblob(7) WHERE id = 2");
  const { history, warnings } = await openWarned(temp);
  assertEquals(history.recentIds().map(({ id }) => id), ["one", "three"]);
  assertMatch(warnings.join(), /where the ids of the last minutes are/);
});

storeTest("a database of an older version gets checksums", async () => {
  await using temp = new TempStore();
  const before = new DatabaseSync(`${temp.dataDir}/${FILE_NAME}`);
  const [first, second, third] = MIGRATIONS;
  before.exec(first as string);
  (second as (sqlite: DatabaseSync) => void)(before);
  before.exec(third as string);
  before.exec("PRAGMA user_version = 3; UPDATE meta SET reserved_until = 9");
  before.exec("INSERT INTO scopes VALUES (1, '#a', 0)");
  for (
    const [seq, json] of [[1, '{"seq":1,"msg":"one"}'], [2, '{"seq":2,"msg":\u0007'], [
      3,
      '{"seq":3,"msg":"three"}',
    ]] as const
  ) {
    const frames = new TextEncoder().encode(`${String.fromCharCode(json.length)}\0\0\0${json}`);
    before.prepare("INSERT INTO chunks VALUES (?, ?, 1, 1, 1e15, NULL, ?, 1, NULL)").run(
      seq,
      seq,
      frames,
    );
  }
  before.close();
  const { history, warnings, close } = await openWarned(temp, { limits: { retainMs: 1e15 } });
  // The message that was damaged before the migration is a gap.
  const all = await readAll(history, "#a");
  assertEquals([all.texts, all.complete, warnings.length], [["one", "three"], false, 1]);
  await close();
  alter(
    temp,
    "UPDATE chunks SET frames = CAST(replace(CAST(frames AS TEXT), 'three', 'thref') AS BLOB)",
  );
  const again = await openWarned(temp, { limits: { retainMs: 1e15 } });
  const left = await readAll(again.history, "#a");
  assertEquals([left.texts, left.complete], [["one"], false]);
});

storeTest(
  "a read, and a search for its start, that SQLite can't finish are declared incomplete",
  async () => {
    await using temp = new TempStore();
    // Without room in the journal, each message is a chunk of its own.
    const limits = { journalMaxBytes: 64 };
    const first = await openWarned(temp, { limits });
    const all = texts(400);
    for (const text of all) await persist(first.history, batchOf(first.history, "#a", [text]));
    await first.close();
    zeroLeafPage(`${temp.dataDir}/${FILE_NAME}`, "heads");
    const { history, warnings } = await openWarned(temp, { limits });
    const { texts: found, complete } = await readAll(history, "#a");
    assertEquals(complete, false);
    assertEquals(found, all.slice(0, found.length));
    assert(
      warnings.some((words) => /where the messages of #a are listed/.test(words)),
      `${warnings}`,
    );
    // After the page that can't be read, the newest messages are found.
    const newest = await readAll(history, "#a", await history.startOf("#a", 3));
    assertEquals([newest.texts, newest.complete], [all.slice(-3), true]);
    // A start before that page isn't found: the caller reads from 0, which declares the
    // damage.
    assertEquals(await history.startOf("#a", 350), 0);
  },
);
