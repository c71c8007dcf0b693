import type { DatabaseSync } from "node:sqlite";
import { IdList, messageIdOf } from "../../../batch/mod.ts";
import { addChecksums } from "./add_checksums.ts";
import { IdPack } from "../../exchange/id_pack.ts";

/** A step to the next version of the schema: SQL, or a function where SQL isn't enough. */
export type Migration = string | ((sqlite: DatabaseSync) => void);

/** Runs one migration on a database. */
export function migrate(sqlite: DatabaseSync, migration: Migration): void {
  if (typeof migration === "string") sqlite.exec(migration);
  else migration(sqlite);
}

/**
 * All migrations: `MIGRATIONS[n]` leads from version n of the schema to n + 1. The version is
 * SQLite's `user_version`. Never change a released migration; append a new one.
 *
 * A row of `chunks` holds the messages that one scope said in one commit: a row for each message
 * would be seven times as expensive to write. Its messages have the numbers from `first_seq` on,
 * or, if there are gaps, `seqs` has a little-endian 4-byte distance from `first_seq` for each. The
 * column `layout` tells what `frames` holds. 1: JSON objects, each after its length (4 bytes,
 * little-endian). 2: `Chunk.bodies`, from which the objects are made with the numbers and the
 * `receiver`.
 */
export const MIGRATIONS: readonly Migration[] = [
  `
  CREATE TABLE meta (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    epoch TEXT NOT NULL,
    reserved_until INTEGER NOT NULL,
    forgotten_seq INTEGER NOT NULL
  ) STRICT;
  INSERT INTO meta VALUES (1, lower(hex(randomblob(8))), 0, 0);

  CREATE TABLE scopes (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    forgotten_seq INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE chunks (
    first_seq INTEGER PRIMARY KEY,
    last_seq INTEGER NOT NULL,
    scope INTEGER NOT NULL REFERENCES scopes (id),
    count INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    seqs BLOB,
    frames BLOB NOT NULL
  ) STRICT;
  CREATE INDEX chunks_by_scope ON chunks (scope, last_seq, count);

  CREATE TABLE ids (
    id INTEGER PRIMARY KEY,
    time_ms INTEGER NOT NULL,
    count INTEGER NOT NULL,
    entries TEXT NOT NULL
  ) STRICT;

  CREATE TABLE accounts (
    fold TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    password TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    since_seq INTEGER NOT NULL,
    left_seq INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  shrinkRows,
  // The journal's key, its size, and the position of its oldest record: see `Journal`.
  `
  ALTER TABLE meta ADD COLUMN journal_key INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE meta ADD COLUMN journal_bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE meta ADD COLUMN journal_start INTEGER NOT NULL DEFAULT 0;
  `,
  addChecksums,
  `
  CREATE TABLE bans (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    until_ms INTEGER NOT NULL,
    reason TEXT NOT NULL,
    sum INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE hooks (
    name TEXT PRIMARY KEY,
    room TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    by TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    sum INTEGER NOT NULL
  ) STRICT;
  `,
  // The rules of rooms that belong to registered names: `record` is the JSON of a `CharterRecord`.
  `
  CREATE TABLE charters (
    fold TEXT PRIMARY KEY,
    record TEXT NOT NULL,
    sum INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    time_ms INTEGER NOT NULL,
    by TEXT NOT NULL,
    action TEXT NOT NULL,
    about TEXT NOT NULL,
    sum INTEGER NOT NULL
  ) STRICT;
  `,
];

/**
 * A migration: new chunks lack the fields that the hub can write again; old rows stay as they are.
 * A commit's ids, which were a JSON array of author, id, number and time, become bytes.
 */
function shrinkRows(sqlite: DatabaseSync): void {
  sqlite.exec(`
    ALTER TABLE chunks ADD COLUMN layout INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE chunks ADD COLUMN receiver TEXT;
    ALTER TABLE ids RENAME TO ids_as_json;
    CREATE TABLE ids (
      id INTEGER PRIMARY KEY,
      time_ms INTEGER NOT NULL,
      count INTEGER NOT NULL,
      entries BLOB NOT NULL
    ) STRICT;
  `);
  const insert = sqlite.prepare("INSERT INTO ids VALUES (?, ?, ?, ?)");
  for (const { id, time_ms, count, entries } of sqlite.prepare("SELECT * FROM ids_as_json").all()) {
    insert.run(id, time_ms, count, packOf(JSON.parse(entries as string)));
  }
  sqlite.exec("DROP TABLE ids_as_json");
}

function packOf(flat: readonly (string | number)[]): Uint8Array {
  const pack = new IdPack();
  for (let i = 0; i < flat.length; i += 4) {
    const [author, id, seq, timeMs] = flat.slice(i, i + 4) as [string, string, number, number];
    const list = new IdList();
    list.add(0, messageIdOf(id));
    pack.addPart(author, timeMs, seq, list.bytes);
  }
  return pack.bytes;
}
