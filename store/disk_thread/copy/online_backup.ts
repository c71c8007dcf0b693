import type { Committer } from "../committer.ts";
import { sentenceOf } from "../errors/error_sentence.ts";
import type { Flusher } from "../flush/flusher.ts";
import type { Journal } from "../journal/journal.ts";
import type { Call } from "../../exchange/requests.ts";
import { DATABASE_ENTRY, tarHeader, tarPadding } from "../../archive/tar.ts";
import { StoreError } from "../../store_error.ts";
import type { Database } from "../tables/database.ts";

/** Bytes of one step: a commit waits about a millisecond for it. */
const STEP_BYTES = 1024 * 1024;

/** The calls of a backup. */
type BackupCall = Extract<Call, { kind: "beginBackup" | "backupStep" | "endBackup" }>;

/** The parts that a backup works with. */
export interface OnlineBackupOptions {
  readonly committer: Committer;
  readonly database: Database;
  readonly flusher: Flusher;
  readonly journal: Journal;
}

/**
 * Appends the database's file to an archive while the store goes on. SQLite writes to that file only
 * in a checkpoint (its document "Write-Ahead Logging", section 3), so the file is a whole and
 * consistent database while the checkpoints are held. What is committed meanwhile waits in the
 * write-ahead log. SQLite's own backup and `VACUUM INTO` would stop all commits for a second for each
 * 150 MB.
 */
export class OnlineBackup implements Disposable {
  readonly #options: OnlineBackupOptions;
  readonly #buffer = new Uint8Array(STEP_BYTES);
  /**
   * Stays open until the store ends: to close any descriptor of the file gives up SQLite's locks of
   * it (POSIX, fcntl).
   */
  #source: Deno.FsFile | undefined;
  #archive: Deno.FsFile | undefined;
  #archivePath = "";
  #sizeBytes = 0;
  #copiedBytes = 0;

  constructor(options: OnlineBackupOptions) {
    this.#options = options;
  }

  /** Answers a call of the server's thread, which asks for one step after the other. */
  answer(call: BackupCall): boolean | undefined {
    if (call.kind === "backupStep") return this.#step();
    return call.kind === "beginBackup" ? this.#begin(call.archivePath) : this.#end();
  }

  /**
   * Holds the database as it is now, and begins its entry in the archive.
   *
   * @throws {StoreError} Another backup is under way, or the disk takes no messages.
   */
  #begin(archivePath: string): undefined {
    const { committer, database, flusher, journal } = this.#options;
    if (this.#archive !== undefined) {
      throw new StoreError("Another backup is under way: wait for its end.");
    }
    if (committer.isWaiting) {
      throw new StoreError("The disk doesn't take messages at the moment: mend that first.");
    }
    flusher.flushAll(journal.records);
    if (!database.hold()) {
      throw new StoreError("The disk is too full for a backup: free some space.");
    }
    try {
      this.#source ??= Deno.openSync(database.path, { read: true });
      this.#source.seekSync(0, Deno.SeekMode.Start);
      this.#sizeBytes = this.#source.statSync().size;
      this.#copiedBytes = 0;
      this.#archivePath = archivePath;
      this.#archive = Deno.openSync(archivePath, { append: true });
      this.#write(tarHeader({ name: DATABASE_ENTRY, sizeBytes: this.#sizeBytes }));
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  /** Appends the next part. Returns true while there is more. */
  #step(): boolean {
    if (this.#archive === undefined) return false;
    const wanted = Math.min(STEP_BYTES, this.#sizeBytes - this.#copiedBytes);
    const count = wanted === 0 ? 0 : this.#source!.readSync(this.#buffer.subarray(0, wanted)) ?? 0;
    if (count < wanted && count === 0) throw new StoreError("The database's file became shorter.");
    this.#write(this.#buffer.subarray(0, count));
    this.#copiedBytes += count;
    if (this.#copiedBytes < this.#sizeBytes) return true;
    this.#write(tarPadding(this.#sizeBytes));
    return false;
  }

  /** Lets the database's file change again. */
  #end(): undefined {
    this.#options.database.release();
    this.#archive?.close();
    this.#archive = undefined;
  }

  [Symbol.dispose](): void {
    this.#archive?.close();
    this.#source?.close();
  }

  #write(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length;) at += this.#archive!.writeSync(bytes.subarray(at));
    } catch (error) {
      // Without the archive's path, the sentence would be about the database.
      throw new StoreError(sentenceOf(error, this.#archivePath));
    }
  }
}
