/**
 * What takes a database from each version of the schema to the next: `MIGRATIONS[n]` makes version
 * n + 1 of version n. The version is SQLite's `user_version`. Never change an entry that was
 * released; append one.
 *
 * A row of `chunks` is what one scope said in one commit, not one message: that is seven times
 * cheaper to write. Its `frames` are JSON objects, each behind its length (4 bytes, little-endian),
 * numbered upwards from `first_seq` in steps of one, or, where there are gaps, by `seqs`: for each
 * a little-endian 4-byte distance from `first_seq`.
 */
export const MIGRATIONS: readonly string[] = [
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
];
