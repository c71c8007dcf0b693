import { DatabaseSync, type StatementSync } from "node:sqlite";
import { OWN_PREFIX } from "../folder/data_folder.ts";

/** The index's file. SQLite keeps a `-wal` file beside it. */
export const INDEX_NAME = `${OWN_PREFIX}search`;

/** The form of the index. An index of another form is made anew. */
const VERSION = 1;

/**
 * The tables of the index. `grams` finds the chunks that hold a word, each by its last number, and
 * keeps no text: a deletion names the words that the chunk had. `stale` has the chunks that are to be
 * indexed anew.
 */
const SCHEMA = `
  CREATE TABLE state (epoch TEXT NOT NULL, indexed_seq INTEGER NOT NULL) STRICT;
  CREATE TABLE indexed (
    last_seq INTEGER PRIMARY KEY,
    first_seq INTEGER NOT NULL,
    scope INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE stale (first_seq INTEGER PRIMARY KEY) STRICT;
  CREATE VIRTUAL TABLE grams USING fts5 (
    words, content = '', detail = none, columnsize = 0, tokenize = 'ascii'
  );
  PRAGMA user_version = ${VERSION};
`;

/** A chunk in the index. */
export interface IndexedChunk {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly scopeId: number;
}

/** The open file of the index, in SQLite with FTS5. */
export class IndexFile {
  readonly sqlite: DatabaseSync;
  /** The epoch of the log that is indexed. */
  readonly epoch: string;
  readonly #add: StatementSync;
  readonly #addWords: StatementSync;
  readonly #remove: StatementSync;
  readonly #removeWords: StatementSync;
  readonly #setting: StatementSync;
  readonly #has: StatementSync;
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
      this.#add = this.sqlite.prepare("INSERT OR REPLACE INTO indexed VALUES (?, ?, ?)");
      this.#addWords = this.sqlite.prepare("INSERT INTO grams (rowid, words) VALUES (?, ?)");
      this.#remove = this.sqlite.prepare("DELETE FROM indexed WHERE last_seq = ?");
      this.#removeWords = this.sqlite.prepare(
        "INSERT INTO grams (grams, rowid, words) VALUES ('delete', ?, ?)",
      );
      this.#setting = this.sqlite.prepare(
        "INSERT INTO grams (grams, rank) VALUES ('secure-delete', ?)",
      );
      this.#has = this.sqlite.prepare("SELECT 1 FROM indexed WHERE last_seq = ?");
      this.#setting.run(0n);
    } catch (error) {
      this.sqlite.close();
      throw error;
    }
  }

  /** All chunks that begin up to here are indexed, without those in {@linkcode IndexFile.stale}. */
  get indexedSeq(): number {
    return this.sqlite.prepare("SELECT indexed_seq AS seq FROM state").get()!.seq as number;
  }

  set indexedSeq(seq: number) {
    this.sqlite.prepare("UPDATE state SET indexed_seq = ?").run(seq);
  }

  /** Returns the first numbers of chunks that are to be indexed anew, the newest first. */
  stale(limit: number): number[] {
    return this.sqlite.prepare(
      "SELECT first_seq AS seq FROM stale ORDER BY first_seq DESC LIMIT ?",
    ).all(limit).map(({ seq }) => seq as number);
  }

  markStale(firstSeq: number): void {
    this.sqlite.prepare("INSERT OR IGNORE INTO stale VALUES (?)").run(firstSeq);
  }

  unmarkStale(firstSeq: number): void {
    this.sqlite.prepare("DELETE FROM stale WHERE first_seq = ?").run(firstSeq);
  }

  has(lastSeq: number): boolean {
    return this.#has.get(lastSeq) !== undefined;
  }

  // FTS5 takes a number for a float, and ignores it as a row's number: a BigInt is an integer.
  add({ firstSeq, lastSeq, scopeId }: IndexedChunk, words: string): void {
    this.#add.run(lastSeq, firstSeq, scopeId);
    this.#addWords.run(BigInt(lastSeq), words);
  }

  /**
   * Removes a chunk.
   *
   * @param words The words that it was added with.
   * @param erases True: the words are overwritten now. False: SQLite drops them when it merges pages.
   */
  remove(lastSeq: number, words: string, { erases }: { readonly erases: boolean }): void {
    if (erases !== this.#erases) this.#setting.run(erases ? 1n : 0n);
    this.#erases = erases;
    this.#removeWords.run(BigInt(lastSeq), words);
    this.#remove.run(lastSeq);
  }

  /** Removes a chunk of which nobody knows the words any more. A search finds it no longer. */
  removeDamaged(lastSeq: number): void {
    this.#remove.run(lastSeq);
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
