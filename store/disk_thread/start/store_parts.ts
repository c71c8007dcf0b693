import { BackgroundWork } from "../background_work.ts";
import { Committer } from "../committer.ts";
import { Eraser } from "../eraser.ts";
import { OnlineBackup } from "../copy/online_backup.ts";
import { TableCopier } from "../copy/table_copier.ts";
import { DamageReport } from "../errors/damage_report.ts";
import { DistinctWarnings } from "../errors/distinct_warnings.ts";
import { Flusher } from "../flush/flusher.ts";
import { DataFolder } from "../folder/data_folder.ts";
import { Generations } from "../folder/generations.ts";
import { checkScopes } from "../integrity/scope_check.ts";
import { Scrub } from "../integrity/scrub.ts";
import { type Journal, JOURNAL_NAME } from "../journal/journal.ts";
import { LogReader } from "../log_reader.ts";
import { CautiousClock } from "../retention/cautious_clock.ts";
import { Retention } from "../retention/retention.ts";
import { INDEX_NAME, removeIndexFiles } from "../search/index_file.ts";
import { IndexFiller } from "../search/index_filler.ts";
import { LogSearch } from "../search/log_search.ts";
import { SearchIndex } from "../search/search_index.ts";
import { SeqReservation } from "../seq_reservation.ts";
import { refuseForeignWal } from "./foreign_wal.ts";
import { openJournal, openMeta, refuseOrphans } from "./recovery.ts";
import { AccessTables } from "../tables/access_tables.ts";
import { ChunkTable } from "../tables/chunk_table.ts";
import { Database, databasePathIn } from "../tables/database.ts";
import { IdTable } from "../tables/id_table.ts";
import type { MetaTable } from "../tables/meta_table.ts";
import { INCOMPLETE_COPY, isEpochOfCopy } from "../../exchange/epoch.ts";
import type { Call, Reply } from "../../exchange/requests.ts";
import { Faults } from "../../faults.ts";
import type { StoreLimits } from "../../limits.ts";
import { StoreError } from "../../store_error.ts";

/** The parts of an open store, each for one task. They share the thread, so none waits for another. */
export interface StoreParts {
  readonly database: Database;
  readonly meta: MetaTable;
  readonly ids: IdTable;
  readonly accessTables: AccessTables;
  /** True where the folder holds a copy of a log that several nodes share. */
  readonly isCopy: boolean;
  readonly generations: Generations;
  /** True where the folder is the one that the database was last used in. */
  readonly isContinued: boolean;
  readonly journal: Journal;
  readonly flusher: Flusher;
  readonly retention: Retention;
  readonly reservation: SeqReservation;
  readonly committer: Committer;
  readonly reader: LogReader;
  readonly search: LogSearch;
  readonly index: SearchIndex | undefined;
  readonly copier: TableCopier;
  readonly backup: OnlineBackup;
  readonly scrub: Scrub;
  readonly eraser: Eraser;
  readonly filler: IndexFiller | undefined;
  readonly clock: CautiousClock;
  readonly background: BackgroundWork;
  readonly report: DamageReport;
  /** Takes a sentence for the operator; a repeated sentence is dropped. */
  readonly warn: (sentence: string) => void;
}

/**
 * Opens the files of a data folder, brings the records of a crash to the tables, and makes the parts
 * that work on them.
 *
 * @throws {StoreError} The reason why the folder can't be used.
 */
export function openStoreParts(
  call: Call & { kind: "open" },
  reply: (reply: Reply) => void,
): StoreParts {
  const { dataDir, limits, isIndexed, faults: faultMemory } = call;
  const { warn } = new DistinctWarnings((sentence) => reply({ kind: "warning", sentence }));
  const faults = faultMemory === undefined ? undefined : new Faults(faultMemory);
  const { database, generations } = openDatabase(dataDir, limits, warn);
  const report = new DamageReport(database.path, warn);
  const tables = openTables(database, limits, report);
  const { meta } = tables;
  const isCopy = call.isCopy || isEpochOfCopy(meta.get().epoch);
  if (isCopy && !call.isCopy && !call.acceptsCopy) throw copyOfCluster(dataDir);
  // Before the records of a crash come to the tables, and change messages there.
  const index = openIndex(database, tables, report, { isIndexed });
  const retention = new Retention({ database, ...tables, limits });
  const flusher = new Flusher({ database, ...tables, retention, limits, faults });
  const isSameFolder = generations.isContinued(meta.get());
  const { reservedUntil } = meta.get();
  const { journal, newestSeq } = openJournal(database, meta, flusher, limits, (untilSeq) => {
    report.journal(`${dataDir}/${JOURNAL_NAME}`);
    // The other nodes have what is missing.
    if (isCopy) meta.nameCopy(INCOMPLETE_COPY);
    else meta.markEvicted(Math.min(untilSeq, reservedUntil));
  });
  const reservation = new SeqReservation(database, meta, generations);
  const { eraseDelayMs, queueMaxBytes, retryMs } = limits;
  const log = { database, ...tables, index, journal, flusher, retention, report, faults };
  const committer = new Committer({ ...log, queueMaxBytes, reservation, reply });
  const clock = new CautiousClock(() => performance.now(), Date.now);
  const scrub = new Scrub(tables.chunks, report);
  const eraser = new Eraser(log);
  const filler = index && new IndexFiller({ ...tables, index });
  return {
    ...log,
    isCopy,
    generations,
    // Numbers above those that were reserved show that the database is older than its journal. A
    // copy has numbers that it didn't reserve.
    isContinued: isSameFolder && (isCopy || newestSeq <= reservedUntil),
    reservation,
    committer,
    reader: new LogReader({ ...tables, committer, report }),
    search: new LogSearch({ ...log, committer }),
    copier: new TableCopier({ ...log, committer }),
    backup: new OnlineBackup({ ...log, committer }),
    scrub,
    eraser,
    filler,
    clock,
    background: new BackgroundWork({
      ...log,
      committer,
      clock,
      scrub,
      eraser,
      filler,
      retryMs,
      eraseDelayMs,
    }),
    warn,
  };
}

function openDatabase(
  dataDir: string,
  { folderCheckMs: checkMs }: StoreLimits,
  warn: (sentence: string) => void,
): { readonly database: Database; readonly generations: Generations } {
  const path = databasePathIn(dataDir);
  const folder = new DataFolder(dataDir, { checkMs, warn });
  // Before the database is opened, which changes the file that the generations describe.
  const generations = new Generations(dataDir, path);
  refuseOrphans(path, dataDir);
  refuseForeignWal(path, generations);
  return { database: new Database(folder), generations };
}

/** A server alone would give numbers that the other nodes give to other messages. */
function copyOfCluster(dataDir: string): StoreError {
  return new StoreError(
    `${dataDir} holds a node's copy of a hub of several nodes: start it with --cluster, or name another folder with --data.`,
  );
}

/** Opens the index, or removes it where it isn't wanted. */
function openIndex(
  database: Database,
  { chunks, meta }: Tables,
  report: DamageReport,
  { isIndexed }: { readonly isIndexed: boolean },
): SearchIndex | undefined {
  const { folder } = database;
  if (!isIndexed) {
    removeIndexFiles(`${folder.path}/${INDEX_NAME}`);
    return undefined;
  }
  const index = new SearchIndex({ folder, report, epoch: () => meta.get().epoch });
  chunks.index = database.index = index;
  return index;
}

interface Tables {
  readonly meta: MetaTable;
  readonly chunks: ChunkTable;
  readonly ids: IdTable;
  readonly accessTables: AccessTables;
}

function openTables(database: Database, limits: StoreLimits, report: DamageReport): Tables {
  const { sqlite } = database;
  const meta = openMeta(database);
  const chunks = new ChunkTable(sqlite, meta);
  const ids = new IdTable(sqlite, limits, () => report.ids());
  checkScopes({ database, scopes: chunks.scopes, meta, report });
  return { meta, chunks, ids, accessTables: new AccessTables(database, meta, report) };
}
