import { assert, assertEquals } from "@std/assert";
import { DamageReport } from "../../../store/disk_thread/errors/damage_report.ts";
import { Flusher } from "../../../store/disk_thread/flush/flusher.ts";
import { DataFolder } from "../../../store/disk_thread/folder/data_folder.ts";
import type { Journal } from "../../../store/disk_thread/journal/journal.ts";
import { Retention } from "../../../store/disk_thread/retention/retention.ts";
import { openJournal } from "../../../store/disk_thread/start/recovery.ts";
import { ChunkTable } from "../../../store/disk_thread/tables/chunk_table.ts";
import { Database } from "../../../store/disk_thread/tables/database.ts";
import { IdTable } from "../../../store/disk_thread/tables/id_table.ts";
import { MetaTable } from "../../../store/disk_thread/tables/meta_table.ts";
import { DEFAULT_STORE_LIMITS } from "../../../store/mod.ts";
import { recordOf } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";

/** A crash: no later step reaches the disk. */
class Crash extends Error {}

/** Ends the code under test at one of its steps on the disk, like a crash. */
class CrashPoint implements Disposable {
  /** Steps before the crash. */
  left = Infinity;
  readonly #files: Deno.FsFile[] = [];
  readonly #restore: (() => void)[] = [];

  constructor() {
    this.#countCalls(Deno, "openSync");
    this.#countCalls(Deno.FsFile.prototype, "writeSync");
    this.#countCalls(Deno.FsFile.prototype, "syncDataSync");
    this.#countCalls(Deno.FsFile.prototype, "syncSync");
    // A crash within a transaction undoes all of it, like a rollback.
    this.#countCalls(MetaTable.prototype, "write");
    this.#countCalls(Database.prototype, "transact");
  }

  /** Closes the files that a crash has left open. */
  closeFiles(): void {
    for (const file of this.#files.splice(0)) {
      try {
        file.close();
      } catch (error) {
        if (!(error instanceof Deno.errors.BadResource)) throw error;
      }
    }
  }

  [Symbol.dispose](): void {
    for (const restore of this.#restore) restore();
    this.closeFiles();
  }

  #countCalls<Name extends string>(
    owner: { [name in Name]: (...args: never[]) => unknown },
    name: Name,
  ): void {
    const method = owner[name] as (...args: unknown[]) => unknown;
    const step = () => {
      if (this.left-- <= 0) throw new Crash();
    };
    const files = this.#files;
    const counted = function (this: unknown, ...args: unknown[]) {
      step();
      const result = method.apply(this, args);
      if (result instanceof Deno.FsFile) files.push(result);
      return result;
    };
    owner[name] = counted as typeof owner[Name];
    this.#restore.push(() => owner[name] = method as typeof owner[Name]);
  }
}

/** A data folder, with starts on it that end after the journal's start. */
class Starts implements Disposable {
  readonly dataDir = Deno.makeTempDirSync({ prefix: "hubbub-restart-" });
  readonly warnings: string[] = [];
  #seq = 0;

  /** Starts with a journal of this size, and appends so many messages. */
  start(journalMaxBytes: number, said = 0): void {
    const { warnings } = this;
    const warn = (sentence: string) => warnings.push(sentence);
    const folder = new DataFolder(this.dataDir, { checkMs: 0, warn });
    using database = new OpenDatabase(folder);
    const { sqlite } = database;
    const limits = { ...DEFAULT_STORE_LIMITS, journalMaxBytes };
    const meta = new MetaTable(sqlite);
    const chunks = new ChunkTable(sqlite, meta);
    const report = new DamageReport(database.path, warn);
    const ids = new IdTable(sqlite, limits, () => report.ids());
    const retention = new Retention({ database, chunks, ids, meta, limits });
    const parts = { database, chunks, ids, meta, retention, limits, faults: undefined };
    const { journal } = openJournal(database, meta, new Flusher(parts), limits, (untilSeq) => {
      report.journal(this.dataDir);
      meta.markEvicted(Math.min(untilSeq, meta.get().reservedUntil));
    });
    if (meta.get().reservedUntil === 0) meta.reserve(1000, "a generation");
    this.#say(journal, said);
    journal[Symbol.dispose]();
  }

  /** Returns the numbers in the tables, and the number up to which a loss is declared. */
  state(): { readonly seqs: number[]; readonly evictedSeq: number } {
    const folder = new DataFolder(this.dataDir, { checkMs: 0, warn: () => {} });
    using database = new OpenDatabase(folder);
    const rows = database.sqlite.prepare(
      "SELECT first_seq AS firstSeq, count FROM chunks ORDER BY first_seq",
    ).all() as { firstSeq: number; count: number }[];
    const seqs = rows.flatMap(({ firstSeq, count }) =>
      Array.from({ length: count }, (_, i) => firstSeq + i)
    );
    return { seqs, evictedSeq: new MetaTable(database.sqlite).get().evictedSeq };
  }

  get appendedSeqs(): number[] {
    return Array.from({ length: this.#seq }, (_, i) => i + 1);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.dataDir, { recursive: true });
  }

  #say(journal: Journal, count: number): void {
    for (let i = 0; i < count; i++) {
      journal.append(recordOf({ nextSeq: () => ++this.#seq }, "#a", ["x".repeat(100)]));
    }
  }
}

/** A database that closes with its scope, as the kernel closes the files of a crash. */
class OpenDatabase extends Database implements Disposable {
  [Symbol.dispose](): void {
    this.close();
  }
}

const SMALL = 8192;
const LARGE = 65_536;

for (
  const [before, said, after] of [
    ["an empty journal", 0, SMALL],
    ["a journal of a message", 1, SMALL],
    ["a journal of many messages", 20, SMALL],
    ["a journal that becomes larger", 1, LARGE],
  ] as const
) {
  storeTest(`a crash while ${before} begins anew loses no message and declares none lost`, () => {
    using crash = new CrashPoint();
    using starts = new Starts();
    let steps = 0;
    for (let isOver = false; !isOver; steps++) {
      // The crash at the last step, and a start after it, left the folder as it is now.
      starts.start(SMALL, said);
      crash.left = steps;
      try {
        starts.start(after);
        isOver = true;
      } catch (error) {
        assert(crash.left < 0, `${error}`);
      }
      crash.left = Infinity;
      crash.closeFiles();
      starts.start(SMALL);
      assertEquals(
        starts.state(),
        { seqs: starts.appendedSeqs, evictedSeq: 0 },
        `at step ${steps}`,
      );
    }
    assertEquals(starts.warnings, []);
    assert(steps > 8, `${steps} steps`);
  });
}
