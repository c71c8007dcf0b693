import { DatabaseSync, type StatementSync } from "node:sqlite";
import { OWN_PREFIX } from "../folder/data_folder.ts";

/** The index's file. SQLite keeps a `-wal` file beside it. */
export const INDEX_NAME = `${OWN_PREFIX}search`;

/** The form of the index. An index of another form is made anew. */
const VERSION = 3;

/**
 * The tables of the index. `grams` finds the numbers of the messages that have a word, and keeps no
 * text: a deletion names the words that the message had. `stale` has the messages that are to be indexed
 * anew, and aren't in `grams`.
 */
const SCHEMA = `
  CREATE TABLE state (epoch TEXT NOT NULL, indexed_seq INTEGER NOT NULL) STRICT;
  CREATE TABLE stale (seq INTEGER PRIMARY KEY) STRICT;
  CREATE VIRTUAL TABLE grams USING fts5 (
    words, content = '', detail = none, columnsize = 0, tokenize = 'ascii'
  );
  PRAGMA user_version = ${VERSION};
`;

/** The open file of the index, in SQLite with FTS5. */
export class IndexFile {
  readonly sqlite: DatabaseSync;
  /** The epoch of the log that is indexed. */
  readonly epoch: string;
  readonly #add: StatementSync;
  readonly #remove: StatementSync;
  readonly #setting: StatementSync;
  readonly #isStale: StatementSync;
  readonly #find: StatementSync;
  #erases = false;

  /**
   * Opens the index, or makes it anew for the log with this epoch.
   *
   * @throws {Error} The error of the disk.
   */
  constructor(readonly path: string, epoch: string) {
    this.sqlite = new DatabaseSync(path);
    try {
      this.sqlite.exec(`
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA secure_delete = ON;
      `);
      if (this.#pragma("user_version") === 0) this.sqlite.exec(`BEGIN; ${SCHEMA} COMMIT;`);
      if (this.#pragma("user_version") !== VERSION) throw new Error("The index has another form.");
      this.sqlite.prepare("INSERT INTO state SELECT ?, -1 WHERE NOT EXISTS (SELECT 1 FROM state)")
        .run(epoch);
      this.epoch = this.sqlite.prepare("SELECT epoch FROM state").get()!.epoch as string;
      this.#add = this.sqlite.prepare("INSERT INTO grams (rowid, words) VALUES (?, ?)");
      this.#remove = this.sqlite.prepare(
        "INSERT INTO grams (grams, rowid, words) VALUES ('delete', ?, ?)",
      );
      this.#setting = this.sqlite.prepare(
        "INSERT INTO grams (grams, rank) VALUES ('secure-delete', ?)",
      );
      this.#isStale = this.sqlite.prepare("SELECT 1 FROM stale WHERE seq = ?");
      this.#find = this.sqlite.prepare(
        "SELECT rowid AS seq FROM grams WHERE grams MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
      );
      this.#setting.run(0n);
    } catch (error) {
      this.sqlite.close();
      throw error;
    }
  }

  /** The messages of all chunks that begin up to here are indexed, or {@linkcode IndexFile.stale}. */
  get indexedSeq(): number {
    return this.sqlite.prepare("SELECT indexed_seq AS seq FROM state").get()!.seq as number;
  }

  set indexedSeq(seq: number) {
    this.sqlite.prepare("UPDATE state SET indexed_seq = ?").run(seq);
  }

  /** Returns the numbers of messages that are to be indexed anew, the newest first. */
  stale(limit: number): number[] {
    return this.sqlite.prepare("SELECT seq FROM stale ORDER BY seq DESC LIMIT ?").all(limit)
      .map(({ seq }) => seq as number);
  }

  /** Returns the numbers of messages below a number that match a question, the newest first. */
  find(match: string, beforeSeq: number, limit: number): number[] {
    return this.#find.all(match, BigInt(beforeSeq), limit).map(({ seq }) => seq as number);
  }

  isStale(seq: number): boolean {
    return this.#isStale.get(seq) !== undefined;
  }

  markStale(seq: number): void {
    this.sqlite.prepare("INSERT OR IGNORE INTO stale VALUES (?)").run(seq);
  }

  unmarkStale(seq: number): void {
    this.sqlite.prepare("DELETE FROM stale WHERE seq = ?").run(seq);
  }

  /** Begins a transaction, unless one is under way. */
  begin({ isSynced }: { readonly isSynced: boolean }): void {
    if (this.sqlite.isTransaction) return;
    this.sqlite.exec(`PRAGMA synchronous = ${isSynced ? "FULL" : "NORMAL"}; BEGIN IMMEDIATE`);
  }

  // FTS5 takes a number for a float, and ignores it as a row's number: a BigInt is an integer.
  add(seq: number, words: string): void {
    this.#add.run(BigInt(seq), words);
  }

  /**
   * Removes a message.
   *
   * @param words The words that it was added with.
   * @param erases True: the words are overwritten now. False: SQLite drops them when it merges pages.
   */
  remove(seq: number, words: string, { erases }: { readonly erases: boolean }): void {
    if (erases !== this.#erases) this.#setting.run(erases ? 1n : 0n);
    this.#erases = erases;
    this.#remove.run(BigInt(seq), words);
  }

  close(): void {
    this.sqlite.close();
  }

  #pragma(name: string): number {
    return this.sqlite.prepare(`PRAGMA ${name}`).get()![name] as number;
  }
}

/** Removes the files of an index that is closed. */
export function removeIndexFiles(path: string): void {
  for (const suffix of ["-shm", "-wal", "-journal", ""]) {
    try {
      Deno.removeSync(`${path}${suffix}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
