import type { DamageReport } from "../errors/damage_report.ts";
import { isDamage } from "../errors/damage_error.ts";
import type { DataFolder } from "../folder/data_folder.ts";
import type { ChunkHead } from "../tables/head_table.ts";
import type { StoredContent } from "../../exchange/stored_content.ts";
import { INDEX_NAME, IndexFile, removeIndexFiles } from "./index_file.ts";
import { wordsOf } from "./words.ts";

/** Most tries to make the index anew while the process runs. */
const FAILURES_MAX = 3;

/**
 * The index of the texts in the tables, in a file of its own. It is a copy that can be made again: after
 * any error its files are removed, and it begins anew. So nothing that happens to it touches the log.
 *
 * The index forgets a message, and writes that it is to be indexed anew, before the tables change it.
 * So it never holds words of a text that is gone, whenever the process ends.
 */
export class SearchIndex {
  readonly #options: SearchIndexOptions;
  readonly #path: string;
  #file: IndexFile | undefined;
  #failures = 0;
  /** True if the tables may have chunks that aren't indexed. */
  isBehind = true;

  constructor(options: SearchIndexOptions) {
    this.#options = options;
    this.#path = `${options.folder.path}/${INDEX_NAME}`;
    this.use(() => {});
  }

  /**
   * Runs a body that uses the open file of this log's index. Does nothing where there is none.
   *
   * @returns Undefined also after an error, which makes the index begin anew.
   */
  use<T>(body: (file: IndexFile) => T): T | undefined {
    try {
      const file = this.#opened();
      return file && body(file);
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  /**
   * Called before a chunk is removed from the tables, or rewritten.
   *
   * @param after The content that replaces the present one; undefined: the chunk goes.
   */
  forget(
    head: ChunkHead,
    contentOf: () => StoredContent,
    after: StoredContent | undefined,
  ): void {
    this.use((file) => {
      if (head.firstSeq > file.indexedSeq) return;
      const words = readWords(head, contentOf);
      const next = after && wordsOf(head, after);
      for (const [seq, own] of words) {
        // A reaction changes no text.
        if (own === next?.get(seq) || file.isStale(seq)) continue;
        // The tables commit behind it, so it has to be on the disk first.
        file.begin({ isSynced: true });
        file.remove(seq, own, { erases: after !== undefined });
        // Also a message that goes: the tables may refuse the change.
        file.markStale(seq);
        this.isBehind = true;
      }
    });
  }

  /** False once the index has failed too often. */
  get isUsable(): boolean {
    return this.#failures < FAILURES_MAX;
  }

  /** Commits what was forgotten: called before the tables commit their change. */
  commit(): void {
    if (!this.#file?.sqlite.isTransaction) return;
    this.use(({ sqlite }) => sqlite.exec("COMMIT"));
  }

  /** Drops what was forgotten: called when the change of the tables has failed. */
  rollback(): void {
    if (!this.#file?.sqlite.isTransaction) return;
    this.use(({ sqlite }) => sqlite.exec("ROLLBACK"));
  }

  /** Overwrites what is left of forgotten words in SQLite's write-ahead log. */
  erase(): void {
    this.use(({ sqlite }) => sqlite.exec("PRAGMA wal_checkpoint(TRUNCATE)"));
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
    this.#failures = FAILURES_MAX;
  }

  #opened(): IndexFile | undefined {
    if (!this.isUsable) return undefined;
    const epoch = this.#options.epoch();
    if (this.#file !== undefined && this.#file.epoch !== epoch) this.#discard();
    if (this.#file === undefined) {
      this.#options.folder.prepareFile(this.#path);
      this.#file = new IndexFile(this.#path, epoch);
      this.isBehind = true;
      // The log was put back from a copy, or is another node's.
      if (this.#file.epoch !== epoch) {
        this.#discard();
        return this.#opened();
      }
    }
    return this.#file;
  }

  #discard(): void {
    this.#file?.close();
    this.#file = undefined;
    removeIndexFiles(this.#path);
  }

  #fail(error: unknown): void {
    this.#failures++;
    const { report } = this.#options;
    const why = error instanceof Error ? error.message : String(error);
    const next = this.#failures < FAILURES_MAX
      ? "it is made anew, and until then searches look at each message"
      : "it stays off until a restart, and searches look at each message";
    report.warn(`${this.#path}, the index for searches, can't be used (${why}): ${next}.`);
    try {
      this.#discard();
    } catch (failure) {
      report.warn(`${this.#path} can't be removed: ${failure}`);
    }
  }
}

/** Returns the words of a chunk's messages. A damaged chunk has none: it never was indexed. */
function readWords(head: ChunkHead, contentOf: () => StoredContent): Map<number, string> {
  try {
    return wordsOf(head, contentOf());
  } catch (error) {
    if (!isDamage(error)) throw error;
    return new Map();
  }
}

/** The folder of the index, and the log that it belongs to. */
export interface SearchIndexOptions {
  readonly folder: DataFolder;
  /** Returns the name of the log. */
  readonly epoch: () => string;
  readonly report: DamageReport;
}
