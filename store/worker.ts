/**
 * The store's thread: the only place that touches the disk. It does what it is told in order; when
 * there is nothing else to do, it moves messages from the journal to the tables and forgets old ones.
 *
 * For `deno compile` this file needs `--include store/worker.ts`, being loaded by its address.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { AccountTable } from "./account_table.ts";
import { Chores } from "./chores.ts";
import { ChunkTable } from "./chunk_table.ts";
import { Database, databasePathIn } from "./database.ts";
import { Faults } from "./faults.ts";
import { DataFolder } from "./folder/data_folder.ts";
import { newEpoch, putBackSentence, SKIPPED_NUMBERS } from "./folder/epoch.ts";
import { Generations, newGeneration } from "./folder/generations.ts";
import { Warnings } from "./folder/warnings.ts";
import { DamageReport } from "./integrity/damage_report.ts";
import { isDamage } from "./integrity/damage.ts";
import { checkScopes } from "./integrity/scope_check.ts";
import { Scrub } from "./integrity/scrub.ts";
import { Flusher } from "./flusher.ts";
import { IdTable } from "./id_table.ts";
import { Journal, JOURNAL_NAME, readJournal } from "./journal.ts";
import { Keeper } from "./keeper.ts";
import { LaneEnd, LaneStart } from "./lane.ts";
import { LogReader } from "./log_reader.ts";
import { MetaTable } from "./meta_table.ts";
import type { Answers, Call, Opened, Reply, Request } from "./requests.ts";
import { Retention } from "./retention.ts";
import { CautiousClock } from "./retention/cautious_clock.ts";
import { sentenceOf, StoreError } from "./store_error.ts";

type Open = Call & { kind: "open" };
type AccountWrite = Call & { kind: "putAccount" | "dropAccount" | "leaveAccounts" };

const NOTHING = new Uint8Array();
// Longer than from one post to the next on a server that has something to do.
const SLEEP_MS = 10;

const warnings = new Warnings((sentence) => reply({ kind: "warning", sentence }));
let store: OpenStore | undefined;
let posts: LaneEnd | undefined;
let kept: LaneStart | undefined;

/** An open database and those who work on it. */
class OpenStore {
  readonly database: Database;
  readonly #accounts: AccountTable;
  readonly #chores: Chores;
  readonly #clock = new CautiousClock(() => performance.now(), Date.now);
  readonly #flusher: Flusher;
  readonly #generations: Generations;
  /** Whether the folder is the one that the database was last used in. */
  readonly #isContinued: boolean;
  readonly #ids: IdTable;
  readonly #journal: Journal;
  readonly #keeper: Keeper;
  readonly #meta: MetaTable;
  readonly #reader: LogReader;
  readonly #retention: Retention;
  readonly #scrub: Scrub;
  readonly #limits: Open["limits"];

  constructor({ dataDir, limits, faults: faultMemory }: Open) {
    const faults = faultMemory === undefined ? undefined : new Faults(faultMemory);
    const { folderCheckMs: checkMs } = limits;
    const folder = new DataFolder(dataDir, { checkMs, warn: warnings.say });
    const generations = this.#generations = new Generations(dataDir, databasePathIn(dataDir));
    const database = new Database(folder);
    const { sqlite } = database;
    this.database = database;
    this.#limits = limits;
    const report = new DamageReport(database.path, warnings.say);
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
    this.#accounts = new AccountTable(sqlite, meta);
    const keeper = this.#keeper = new Keeper({
      database,
      journal,
      chunks,
      meta,
      flusher,
      queueMaxBytes: limits.queueMaxBytes,
      reserve: (until) => this.#reserve(until),
      faults,
      reply,
    });
    const { retryMs } = limits;
    const scrub = this.#scrub = new Scrub(chunks, report);
    this.#chores = new Chores({
      keeper,
      journal,
      flusher,
      retention,
      retryMs,
      clock: this.#clock,
      scrub,
      report,
    });
    this.#reader = new LogReader({ chunks, meta, keeper, report });
  }

  /** Reserves the first numbers and says what was found. */
  start(): Opened {
    const isEpochNew = !this.#isContinued;
    const lastSeq = this.#meta.get().reservedUntil + (isEpochNew ? SKIPPED_NUMBERS : 0);
    const reservedUntil = lastSeq + this.#limits.reserveBlock;
    this.database.transact(() => {
      if (isEpochNew) this.#meta.write({ epoch: newEpoch() });
      this.#meta.reserve(reservedUntil, newGeneration());
    });
    const { epoch, generation } = this.#meta.get();
    this.#generations.begin(generation);
    if (isEpochNew) warnings.say(putBackSentence(this.database.path));
    // Only the wall clock knows for how long nothing ran.
    const recentIds = this.#ids.recent(Date.now());
    this.#chores.schedule();
    const accounts = this.#accounts.all(warnings.say);
    // Nobody has a number of a log that has just begun.
    return {
      epoch,
      isEpochOwn: isEpochNew || lastSeq === 0,
      lastSeq,
      reservedUntil,
      recentIds,
      accounts,
    };
  }

  do(request: Exclude<Request, { kind: "call" }>): void {
    switch (request.kind) {
      case "keep": {
        const { buffer, sizeBytes } = request.post;
        return this.keep(new Uint8Array(buffer, 0, sizeBytes), buffer);
      }
      case "reserve":
        this.#keeper.reserve(request.until);
        break;
      case "beginEpoch":
        this.#beginEpoch(request.epoch);
        break;
      default:
        request satisfies never;
    }
    this.#chores.schedule();
  }

  #beginEpoch(epoch: string): void {
    try {
      this.#meta.write({ epoch });
    } catch {
      // Then the next start has the epoch of before: to its clients this one was another log.
    }
  }

  /** Reserves numbers up to this one, for a generation of their own. */
  #reserve(until: number): void {
    const { generation: before } = this.#meta.get();
    // Where an earlier try got no further, its generation is begun now.
    const generation = this.#generations.has(before) ? newGeneration() : before;
    this.#meta.reserve(until, generation);
    this.#generations.begin(generation);
  }

  /** Keeps a post, which came in a buffer or on the lane. */
  keep(bytes: Uint8Array, buffer?: ArrayBuffer): void {
    const failure = this.#keeper.keep(bytes);
    const isSaid = buffer === undefined && failure === undefined && kept?.put(NOTHING);
    if (!isSaid) reply({ kind: "kept", buffer, failure }, buffer === undefined ? [] : [buffer]);
    if (failure === undefined) this.#chores.heard();
    this.#chores.schedule();
  }

  answer(ask: Exclude<Call, { kind: "open" }>): Answers[keyof Answers] {
    switch (ask.kind) {
      case "read":
        return this.#reader.page(ask.query);
      case "startOf":
        return this.#reader.startOf(ask.scope, ask.count, ask.beforeSeq);
      case "trim":
        return this.#trim();
      case "verify":
        return this.#verify();
      case "close":
        return this.#close(ask.lastSeq);
      case "putAccount":
      case "dropAccount":
      case "leaveAccounts":
        this.database.folder.checkNow();
        return this.database.transact(() => this.#writeAccounts(ask));
      default:
        ask satisfies never;
    }
  }

  #writeAccounts(ask: AccountWrite): void {
    switch (ask.kind) {
      case "putAccount":
        return this.#accounts.put(ask.account);
      case "dropAccount":
        return this.#accounts.drop(ask.fold);
      case "leaveAccounts":
        for (const [fold, seq] of ask.left) this.#accounts.leave(fold, seq);
        return;
      default:
        ask satisfies never;
    }
  }

  #verify(): undefined {
    while (this.#scrub.isDue) this.#scrub.step();
  }

  #trim(): undefined {
    this.#flusher.all(this.#journal.records);
    this.#retention.lookAtAll();
    while (this.#retention.isDue) this.#retention.step(this.#clock.nowMs());
  }

  #close(lastSeq: number): undefined {
    this.#chores.stop();
    const failure = this.#keeper.isWaiting ? this.#keeper.retry() : undefined;
    try {
      this.#flusher.all(this.#journal.records);
      // No number above this was given, so none is skipped next time.
      if (failure === undefined) this.#meta.endJournal(lastSeq);
    } catch {
      // The disk has all that was acknowledged: the next start finds it in the journal.
    }
    this.#closeFiles();
    if (failure !== undefined) {
      throw new StoreError(`The newest messages couldn't be kept. ${failure}`);
    }
  }

  /** Closes both files, whatever the disk says of either. */
  #closeFiles(): void {
    const { folder } = this.database;
    const isEmpty = this.#journal.records.length === 0;
    try {
      folder.checkNow();
    } finally {
      this.#journal[Symbol.dispose]();
      this.database.close();
    }
    if (!isEmpty) return;
    Deno.removeSync(this.#journal.path);
    this.#generations.close(this.#meta.get().generation);
  }
}

/** Brings to the tables what a crash left in the journal, and begins it anew. */
function openJournal(
  { folder, path: databasePath }: Database,
  meta: MetaTable,
  flusher: Flusher,
  { journalMaxBytes: sizeBytes }: Open["limits"],
  report: DamageReport,
): { readonly journal: Journal; readonly newestSeq: number } {
  const path = `${folder.path}/${JOURNAL_NAME}`;
  try {
    const { journalKey, journalStart, journalBytes, hasJournalEnd, reservedUntil } = meta.get();
    const { records, lostUntilSeq } = readJournal(path, {
      key: journalKey,
      start: journalStart,
      sizeBytes: journalBytes,
      hasEnd: hasJournalEnd,
    });
    const newestSeq = records.at(-1)?.chunks.at(-1)?.lastSeq ?? 0;
    flusher.all(records);
    if (lostUntilSeq !== undefined) {
      report.journal(path);
      meta.forget(Math.min(lostUntilSeq, reservedUntil));
    }
    const [key] = crypto.getRandomValues(new Uint32Array(1));
    const journal = new Journal(path, { key, sizeBytes });
    meta.restartJournal(key, sizeBytes);
    folder.watch(path);
    return { journal, newestSeq };
  } catch (error) {
    throw new StoreError(sentenceOf(error, isDamage(error) ? databasePath : path));
  }
}

function openMeta({ sqlite, path }: Database): MetaTable {
  try {
    return new MetaTable(sqlite);
  } catch (error) {
    if (!isDamage(error)) throw error;
    throw new StoreError(sentenceOf(error, path));
  }
}

function reply(message: Reply, transfer: Transferable[] = []): void {
  kept?.countMessage();
  self.postMessage(message, transfer);
}

function answer(call: number, ask: Call): void {
  try {
    if (ask.kind === "open") {
      store = new OpenStore(ask);
      return reply({ kind: "answer", call, value: store.start() });
    }
    const value = store!.answer(ask);
    const transfer = typeof value === "object" && "buffer" in value ? [value.buffer] : [];
    reply({ kind: "answer", call, value }, transfer);
  } catch (error) {
    const sentence = sentenceOf(error, store?.database.path ?? "The database");
    reply({ kind: "refusal", call, sentence });
  }
}

function handle(request: Request): void {
  if (request.kind === "call") answer(request.call, request.ask);
  else store!.do(request);
}

self.onmessage = ({ data: request }: MessageEvent<Request>) => {
  if (request.kind === "call" && request.ask.kind === "open") {
    kept = new LaneStart(request.ask.lanes.kept);
    const { lanes } = request.ask;
    posts = new LaneEnd(lanes.posts, (bytes) => store!.keep(bytes), { sleepMs: SLEEP_MS });
  }
  posts!.hearMessage(() => handle(request));
};
