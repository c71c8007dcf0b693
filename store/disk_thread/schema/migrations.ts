import type { DatabaseSync } from "node:sqlite";
import { IdList, messageIdOf } from "../../../batch/mod.ts";
import { addChecksums } from "./add_checksums.ts";
import { IdPack } from "../../exchange/id_pack.ts";

/** A step to the next version of the schema: SQL, or what SQL alone can't do. */
export type Migration = string | ((sqlite: DatabaseSync) => void);

/** Takes a database one step on. */
export function migrate(sqlite: DatabaseSync, migration: Migration): void {
  if (typeof migration === "string") sqlite.exec(migration);
  else migration(sqlite);
}

/**
 * What takes a database from each version of the schema to the next: `MIGRATIONS[n]` makes version
 * n + 1 of version n. The version is SQLite's `user_version`. Never change an entry that was
 * released; append one.
 *
 * A row of `chunks` is what one scope said in one commit, not one message: that is seven times
 * cheaper to write. Its messages are numbered upwards from `first_seq` in steps of one, or, where
 * there are gaps, by `seqs`: for each a little-endian 4-byte distance from `first_seq`. By `layout`
 * its `frames` are 1: JSON objects, each behind its length (4 bytes, little-endian); or 2: see
 * `Chunk.bodies`, from which the objects are made with the numbers and the `receiver`.
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
  // See `Journal`: what its checksums start from, its size, and where what isn't here begins.
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
];

/**
 * Messages are kept without the fields that the hub can write again; rows of before stay as they
 * are. The ids of a commit were JSON: author, id, number and time of each; now they are bytes.
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
