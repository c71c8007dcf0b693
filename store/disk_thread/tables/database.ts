import { DatabaseSync } from "node:sqlite";
import { sentenceOf } from "../errors/error_sentence.ts";
import type { DataFolder } from "../folder/data_folder.ts";
import type { SearchIndex } from "../search/search_index.ts";
import { migrate, MIGRATIONS } from "../schema/migrations.ts";
import { checkSchema } from "../schema/schema_check.ts";
import { StoreError } from "../../store_error.ts";

/** The database's file. SQLite keeps a `-wal` file beside it. */
export const FILE_NAME = "hubbub.db";

/** Returns the path of a data folder's database. */
export function databasePathIn(dataDir: string): string {
  return `${dataDir}/${FILE_NAME}`;
}

// Pages of the write-ahead log at which SQLite copies them to the database. With fewer pages, SQLite
// copies a frequently changed page again and again; more pages make acks wait longer. At 4 KiB a
// page, the write-ahead log stays near 8 MiB.
const CHECKPOINT_PAGES = 2000;
const WAL_MAX_BYTES = 64 * 1024 * 1024;

/**
 * The SQLite database, locked for this process, at the newest version of the schema. Only the
 * store's thread uses it.
 */
export class Database {
  readonly sqlite: DatabaseSync;
  /** Commits just before each transaction does; undefined: there is no index. */
  index: SearchIndex | undefined;
  #isHeld = false;

  /**
   * Opens the database in a folder, and migrates it.
   *
   * @throws {StoreError} The reason why it can't be used.
   */
  constructor(readonly folder: DataFolder) {
    try {
      // SQLite would create it with the rights that the umask allows.
      folder.prepareFile(this.path);
      // No foreign keys: before it deletes a scope, SQLite would read all chunks to look for the
      // scope's last one. Heads and checksums check the same.
      this.sqlite = new DatabaseSync(this.path, { enableForeignKeyConstraints: false });
    } catch (error) {
      throw new StoreError(sentenceOf(error, this.path));
    }
    try {
      folder.watch(this.path);
      this.#claim();
      this.#migrate();
    } catch (error) {
      this.sqlite.close();
      throw new StoreError(sentenceOf(error, this.path));
    }
  }

  get path(): string {
    return databasePathIn(this.folder.path);
  }

  /** Bytes in use. The file may be larger, by the pages of evicted messages. */
  get sizeBytes(): number {
    const pages = this.#pragma("page_count") - this.#pragma("freelist_count");
    return pages * this.#pragma("page_size");
  }

  /** Runs `body` in a transaction: commits, or rolls back if it throws. */
  transact(body: () => void): undefined {
    this.sqlite.exec("BEGIN IMMEDIATE");
    try {
      body();
      this.index?.commit();
      this.sqlite.exec("COMMIT");
    } catch (error) {
      this.index?.rollback();
      // SQLite itself rolls back after some errors, like a full disk.
      if (this.sqlite.isTransaction) this.sqlite.exec("ROLLBACK");
      throw error;
    }
  }

  /**
   * Copies the write-ahead log to the database's file, and empties it. Returns false if that can't be
   * done now, as on a full disk: the log then stays as it is.
   */
  checkpoint(): boolean {
    if (this.#isHeld) return false;
    try {
      return this.sqlite.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()!.busy === 0;
    } catch {
      return false;
    }
  }

  /**
   * Holds the database's file as it is: what is committed from now on stays in the write-ahead log,
   * until {@linkcode Database.release}. Returns false if the file can't get what is committed already.
   */
  hold(): boolean {
    if (!this.checkpoint()) return false;
    this.sqlite.exec("PRAGMA wal_autocheckpoint = 0");
    this.#isHeld = true;
    return true;
  }

  /** Lets the file change again. */
  release(): void {
    this.#isHeld = false;
    this.sqlite.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  }

  close(): void {
    this.sqlite.close();
  }

  /**
   * Locks the file for this process. The kernel releases the lock when the process ends in any way.
   */
  #claim(): void {
    this.sqlite.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA secure_delete = FAST;
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      PRAGMA journal_size_limit = ${WAL_MAX_BYTES};
    `);
    this.transact(() => {});
  }

  #migrate(): void {
    const version = this.#pragma("user_version");
    const newest = MIGRATIONS.length;
    if (version > newest) {
      throw new StoreError(
        `${this.path} was written by a newer hubbub (its schema is version ${version}, this one knows ${newest}): update hubbub, or name another folder with --data.`,
      );
    }
    if (version === 0 && !this.#isEmpty()) {
      throw new StoreError(
        `${this.path} is another program's database: move it out of the way, or name another folder with --data.`,
      );
    }
    checkSchema(this.sqlite, MIGRATIONS.slice(0, version));
    for (let from = version; from < newest; from++) {
      this.transact(() => {
        migrate(this.sqlite, MIGRATIONS[from]);
        this.sqlite.exec(`PRAGMA user_version = ${from + 1}`);
      });
    }
  }

  #isEmpty(): boolean {
    return this.sqlite.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
  }

  #pragma(name: string): number {
    return this.sqlite.prepare(`PRAGMA ${name}`).get()![name] as number;
  }
}
