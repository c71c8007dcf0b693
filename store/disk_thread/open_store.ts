import { BackgroundWork } from "./background_work.ts";
import { ChunkTable } from "./tables/chunk_table.ts";
import { Database, databasePathIn } from "./tables/database.ts";
import { Faults } from "../faults.ts";
import { Flusher } from "./flush/flusher.ts";
import { DataFolder } from "./folder/data_folder.ts";
import { newEpoch, putBackSentence, SKIPPED_SEQS } from "../exchange/epoch.ts";
import { Generations, newGeneration } from "./folder/generations.ts";
import { DistinctWarnings } from "./errors/distinct_warnings.ts";
import { IdTable } from "./tables/id_table.ts";
import { DamageReport } from "./errors/damage_report.ts";
import { checkScopes } from "./integrity/scope_check.ts";
import { Scrub } from "./integrity/scrub.ts";
import type { Journal } from "./journal/journal.ts";
import { Committer } from "./committer.ts";
import type { StoreLimits } from "../limits.ts";
import { LogReader } from "./log_reader.ts";
import type { MetaTable } from "./tables/meta_table.ts";
import type { Answers, Call, Opened, Reply, Request } from "../exchange/requests.ts";
import { Retention } from "./retention/retention.ts";
import { CautiousClock } from "./retention/cautious_clock.ts";
import { StoreError } from "../store_error.ts";
import { skippedSeqs } from "./start/skipped_seqs.ts";
import { openJournal, openMeta, refuseOrphans } from "./start/recovery.ts";
import { AccessTables } from "./tables/access_tables.ts";

type Open = Call & { kind: "open" };

/** The receivers of an {@linkcode OpenStore}'s replies. */
export interface StoreHost {
  readonly reply: (reply: Reply) => void;
  /** The oldest post is kept, or waits for the disk; it came in this buffer, if in one. */
  readonly committed: (buffer: ArrayBuffer | undefined, failure: string | undefined) => void;
}

/** An open database and those who work on it. */
export class OpenStore {
  readonly database: Database;
  readonly #background: BackgroundWork;
  readonly #clock = new CautiousClock(() => performance.now(), Date.now);
  readonly #flusher: Flusher;
  readonly #generations: Generations;
  /** True where the folder is the one that the database was last used in. */
  readonly #isContinued: boolean;
  readonly #ids: IdTable;
  readonly #journal: Journal;
  readonly #committer: Committer;
  readonly #meta: MetaTable;
  readonly #reader: LogReader;
  readonly #report: DamageReport;
  readonly #retention: Retention;
  readonly #scrub: Scrub;
  readonly #accessTables: AccessTables;
  readonly #limits: StoreLimits;
  readonly #host: StoreHost;
  readonly #warn: (sentence: string) => void;
  /** True once nothing is in the journal alone. */
  #hasEnded = false;

  /** @throws {StoreError} Why the folder can't be used. */
  constructor({ dataDir, limits, faults: faultMemory }: Open, host: StoreHost) {
    this.#host = host;
    const warnings = new DistinctWarnings((sentence) => host.reply({ kind: "warning", sentence }));
    this.#warn = warnings.warn;
    const faults = faultMemory === undefined ? undefined : new Faults(faultMemory);
    const { folderCheckMs: checkMs } = limits;
    const folder = new DataFolder(dataDir, { checkMs, warn: this.#warn });
    const generations = this.#generations = new Generations(dataDir, databasePathIn(dataDir));
    refuseOrphans(databasePathIn(dataDir), dataDir);
    const database = new Database(folder);
    const { sqlite } = database;
    this.database = database;
    this.#limits = limits;
    const report = this.#report = new DamageReport(database.path, this.#warn);
    const meta = this.#meta = openMeta(database);
    const chunks = new ChunkTable(sqlite, meta);
    const ids = this.#ids = new IdTable(sqlite, limits, () => report.ids());
    checkScopes({ database, scopes: chunks.scopes, meta, report });
    const retention = this.#retention = new Retention({ database, chunks, ids, meta, limits });
    const flusher = this.#flusher = new Flusher({
      database,
      chunks,
      ids,
      meta,
      retention,
      limits,
      faults,
    });
    const { generation, earlierGeneration, reservedUntil } = meta.get();
    const isSameFolder = generations.isContinued({ generation, earlierGeneration });
    const { journal, newestSeq } = openJournal(database, meta, flusher, limits, report);
    this.#journal = journal;
    // Numbers above those that were reserved show that the database is older than its journal.
    this.#isContinued = isSameFolder && newestSeq <= reservedUntil;
    this.#accessTables = new AccessTables(database, meta, report);
    const committer = this.#committer = new Committer({
      database,
      journal,
      chunks,
      meta,
      flusher,
      queueMaxBytes: limits.queueMaxBytes,
      reserve: (until) => this.#reserve(until),
      report,
      faults,
      reply: host.reply,
    });
    const { retryMs } = limits;
    const scrub = this.#scrub = new Scrub(chunks, report);
    this.#background = new BackgroundWork({
      committer,
      journal,
      flusher,
      retention,
      retryMs,
      clock: this.#clock,
      scrub,
      report,
    });
    this.#reader = new LogReader({ chunks, meta, committer, report });
  }

  /** Reserves the first numbers and says what was found. */
  start(): Opened {
    const isEpochNew = !this.#isContinued;
    if (this.#isContinued) this.#generations.complete(this.#meta.get().generation);
    const { reservedUntil: givenUntil } = this.#meta.get();
    const lastSeq = givenUntil + (isEpochNew ? SKIPPED_SEQS : 0);
    const reservedUntil = lastSeq + this.#limits.reserveBlock;
    this.database.transact(() => {
      if (isEpochNew) this.#meta.beginEpoch(newEpoch(), lastSeq);
      this.#meta.reserve(reservedUntil, newGeneration());
    });
    const { epoch, generation } = this.#meta.get();
    this.#generations.begin(generation);
    if (isEpochNew) this.#warn(putBackSentence(this.database.path));
    // Only the wall clock knows for how long nothing ran.
    const recentIds = this.#ids.recent(Date.now());
    this.#background.schedule();
    const { accounts, bans } = this.#accessTables;
    // Nobody has a number of a log that has just begun.
    return {
      epoch,
      isEpochOwn: isEpochNew || lastSeq === 0,
      lastSeq,
      reservedUntil,
      skipped: skippedSeqs(this.database.sqlite, { givenUntil, lastSeq }),
      recentIds,
      accounts: accounts.all(this.#warn),
      bans: bans.all(this.#warn),
    };
  }

  handle(request: Exclude<Request, { kind: "call" }>): void {
    switch (request.kind) {
      case "commit": {
        const { buffer, sizeBytes } = request.record;
        return this.commit(new Uint8Array(buffer, 0, sizeBytes), buffer);
      }
      case "reserve":
        this.#committer.reserve(request.until);
        break;
      case "beginEpoch":
        this.#beginEpoch(request);
        break;
      default:
        request satisfies never;
    }
    this.#background.schedule();
  }

  #beginEpoch({ epoch, lastSeq }: Request & { kind: "beginEpoch" }): void {
    try {
      this.#meta.beginEpoch(epoch, lastSeq);
    } catch (error) {
      // Then the next start has the epoch of before: to its clients this one was another log.
      this.#report.bug(`the beginning of an epoch in ${this.database.path}`, error);
    }
  }

  /** Reserves numbers up to this one, for a generation of their own. */
  #reserve(until: number): void {
    this.#generations.complete(this.#meta.get().generation);
    const generation = newGeneration();
    this.#meta.reserve(until, generation);
    this.#generations.begin(generation);
  }

  /** Keeps a post, which came in a buffer or on the lane. */
  commit(bytes: Uint8Array, buffer?: ArrayBuffer): void {
    const failure = this.#committer.commit(bytes);
    this.#host.committed(buffer, failure);
    if (failure === undefined) this.#background.onCommit();
    this.#background.schedule();
  }

  answer(call: Exclude<Call, { kind: "open" }>): Answers[keyof Answers] {
    switch (call.kind) {
      case "read":
        return this.#reader.page(call.query);
      case "startOf":
        return this.#reader.startOf(call.scope, call.count, call.beforeSeq);
      case "evict":
        return this.#evict();
      case "verify":
        return this.#verify();
      case "close":
        return this.#close(call.lastSeq);
      case "putAccount":
      case "dropAccount":
      case "leaveAccounts":
      case "putBan":
      case "dropBan":
        return this.#accessTables.write(call);
      default:
        call satisfies never;
    }
  }

  #verify(): undefined {
    while (this.#scrub.isDue) this.#scrub.step();
  }

  #evict(): undefined {
    this.#flusher.flushAll(this.#journal.records);
    this.#retention.scheduleAll();
    while (this.#retention.isDue) this.#retention.step(this.#clock.nowMs());
  }

  #close(lastSeq: number): undefined {
    this.#background.stop();
    const failure = this.#committer.isWaiting ? this.#committer.retry() : undefined;
    try {
      this.#flusher.flushAll(this.#journal.records);
      // No number above this was given, so none is skipped next time.
      if (failure === undefined) {
        this.#meta.endJournal(lastSeq);
        this.#hasEnded = true;
      }
    } catch (error) {
      // The disk has all that was acknowledged: the next start finds it in the journal.
      this.#report.bug(`the last work on ${this.database.path}`, error);
    }
    this.#closeFiles();
    if (failure !== undefined) {
      throw new StoreError(`The newest messages couldn't be kept. ${failure}`);
    }
  }

  /** Closes both files, whatever the disk says of either. */
  #closeFiles(): void {
    const { folder } = this.database;
    try {
      folder.checkNow();
    } finally {
      this.#journal[Symbol.dispose]();
      this.database.close();
    }
    if (!this.#hasEnded) return;
    Deno.removeSync(this.#journal.path);
    this.#generations.close(this.#meta.get().generation);
  }
}
