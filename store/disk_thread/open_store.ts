import { newGeneration } from "./folder/generations.ts";
import { removeStoreFiles } from "./folder/store_files.ts";
import { skippedSeqs } from "./start/skipped_seqs.ts";
import { openStoreParts, type StoreParts } from "./start/store_parts.ts";
import {
  INCOMPLETE_COPY,
  logEpochOf,
  newEpoch,
  putBackSentence,
  SKIPPED_SEQS,
} from "../exchange/epoch.ts";
import type { Answers, Call, Opened, Reply, Request } from "../exchange/requests.ts";
import type { StoreLimits } from "../limits.ts";
import { StoreError } from "../store_error.ts";

/**
 * An open data folder. The store's thread has one, and calls it for each request of the server's
 * thread. It owns the files: nobody else reads or writes them.
 */
export class OpenStore {
  readonly #parts: StoreParts;
  readonly #limits: StoreLimits;
  readonly #call: Call & { kind: "open" };
  readonly #host: StoreHost;
  /** True once nothing is in the journal alone. */
  #hasEnded = false;

  /** @throws {StoreError} The reason why the folder can't be used. */
  constructor(call: Call & { kind: "open" }, host: StoreHost) {
    this.#call = call;
    this.#host = host;
    this.#limits = call.limits;
    this.#parts = openStoreParts(call, host.reply);
  }

  get databasePath(): string {
    return this.#parts.database.path;
  }

  /** Reserves the first numbers. Returns the facts that the server's thread starts from. */
  start(): Opened {
    const {
      accessTables,
      background,
      copier,
      database,
      generations,
      ids,
      isContinued,
      isCopy,
      meta,
      warn,
    } = this.#parts;
    // An earlier state of a copy is a state of the same log: the other nodes have the rest.
    const isEpochNew = !isContinued && !isCopy;
    if (isContinued) generations.complete(meta.get().generation);
    const { reservedUntil: givenUntil } = meta.get();
    const lastSeq = givenUntil + (isEpochNew ? SKIPPED_SEQS : 0);
    const reservedUntil = lastSeq + this.#limits.reserveBlock;
    database.transact(() => {
      if (isEpochNew) meta.beginEpoch(newEpoch(), lastSeq);
      meta.reserve(reservedUntil, newGeneration());
    });
    const { epoch, generation } = meta.get();
    generations.begin(generation, { isInFile: database.checkpoint() });
    if (isEpochNew) warn(putBackSentence(database.path));
    // Only the wall clock knows for how long nothing ran.
    const recentIds = ids.recent(this.#parts.clock.wallMs());
    background.schedule();
    return {
      epoch: logEpochOf(epoch),
      // Nobody has a number of a log that has just begun.
      isEpochOwn: isEpochNew || lastSeq === 0,
      lastSeq,
      newestSeq: isCopy ? copier.newestSeq() : 0,
      reservedUntil,
      skipped: isCopy ? [] : skippedSeqs(database.sqlite, { givenUntil, lastSeq }),
      recentIds,
      accounts: accessTables.accounts.all(warn),
      bans: accessTables.bans.all(warn),
      hooks: accessTables.hooks.all(warn),
      charters: accessTables.charters.all(warn),
      audit: accessTables.audit.all(warn),
    };
  }

  /** True if the folder holds a copy that isn't complete. */
  get isIncomplete(): boolean {
    return this.#call.isCopy && this.#parts.meta.get().epoch === INCOMPLETE_COPY;
  }

  /** Removes the files. Another store may then be opened in the folder. */
  discard(): void {
    const { background, database, index, journal, meta } = this.#parts;
    background.stop();
    index?.close();
    // If the process ends before all files are gone, the next start removes the others.
    meta.nameCopy(INCOMPLETE_COPY);
    journal[Symbol.dispose]();
    database.close();
    removeStoreFiles(this.#call.dataDir);
  }

  /** Writes that the folder holds a copy that isn't complete. */
  beginCopy(): void {
    this.#parts.meta.nameCopy(INCOMPLETE_COPY);
  }

  /** Carries out a request that nobody waits for. */
  handle(request: Exclude<Request, { kind: "call" }>): void {
    switch (request.kind) {
      case "commit": {
        const { buffer, sizeBytes } = request.record;
        return this.commit(new Uint8Array(buffer, 0, sizeBytes), buffer);
      }
      case "reserve":
        this.#parts.committer.reserve(request.until);
        break;
      case "beginEpoch":
        this.#beginEpoch(request);
        break;
      case "setRetention":
        // Every part reads its limits in this object.
        Object.assign(this.#limits, request.limits);
        this.#parts.retention.scheduleAll();
        break;
      default:
        request satisfies never;
    }
    this.#parts.background.schedule();
  }

  /** Commits a record, which came in a buffer or on the lane. */
  commit(bytes: Uint8Array, buffer?: ArrayBuffer): void {
    const { committer, background } = this.#parts;
    const failure = committer.commit(bytes);
    this.#host.committed(buffer, failure);
    if (failure === undefined) background.onCommit();
    background.schedule();
  }

  /**
   * Carries out a call and returns its answer.
   *
   * @throws {Error} The reason why there is no answer.
   */
  answer(call: Exclude<Call, { kind: "open" | "clear" }>): Answers[keyof Answers] {
    const { reader, accessTables, copier, search } = this.#parts;
    switch (call.kind) {
      case "read":
        return reader.page(call.query);
      case "startOf":
        return reader.startOf(call.scope, call.count, call.beforeSeq);
      case "find":
        return reader.find(call.seq);
      case "search":
        return search.search(call.query);
      case "copy":
        return copier.part(call.after);
      case "evictions":
        return copier.evictions();
      case "finishCopy":
        return void copier.finish(call.epoch, call.evictions);
      case "evict":
        return this.#evict();
      case "erase":
        return void this.#parts.eraser.finish();
      case "indexAll":
        return this.#indexAll();
      case "verify":
        return this.#verify();
      case "beginBackup":
      case "backupStep":
      case "endBackup":
        return this.#parts.backup.answer(call);
      case "close":
        return this.#close(call.lastSeq);
      case "putAccount":
      case "dropAccount":
      case "markAccountsAway":
      case "putBan":
      case "dropBan":
      case "putHook":
      case "dropHook":
      case "putCharter":
      case "dropCharter":
      case "putAudit":
        return accessTables.write(call);
      default:
        call satisfies never;
    }
  }

  #beginEpoch({ epoch, lastSeq }: Request & { kind: "beginEpoch" }): void {
    const { meta, report } = this.#parts;
    try {
      meta.beginEpoch(epoch, lastSeq);
    } catch (error) {
      // The next start has the earlier epoch then: its clients take this log for another one.
      report.bug(`the beginning of an epoch in ${report.path}`, error);
    }
  }

  #verify(): undefined {
    const { scrub } = this.#parts;
    while (scrub.isDue) scrub.step();
  }

  #indexAll(): undefined {
    const { flusher, journal, filler } = this.#parts;
    flusher.flushAll(journal.records);
    while (filler?.isDue) filler.step();
  }

  #evict(): undefined {
    const { flusher, journal, retention, clock } = this.#parts;
    flusher.flushAll(journal.records);
    retention.scheduleAll();
    while (retention.isDue) retention.step(clock.nowMs());
  }

  #close(lastSeq: number): undefined {
    const { background, committer, flusher, journal, meta, report } = this.#parts;
    background.stop();
    const failure = committer.isWaiting ? committer.retry() : undefined;
    try {
      flusher.flushAll(journal.records);
      // No number above this one was given, so the next start skips none.
      if (failure === undefined) {
        meta.endJournal(lastSeq);
        this.#hasEnded = true;
      }
    } catch (error) {
      // The disk has all that was acknowledged: the next start finds it in the journal.
      report.bug(`the last work on ${report.path}`, error);
    }
    this.#closeFiles();
    if (failure !== undefined) {
      throw new StoreError(`The newest messages couldn't be kept. ${failure}`);
    }
  }

  /** Closes both files, even if the disk reports an error of one. */
  #closeFiles(): void {
    const { backup, database, index, journal, generations, meta } = this.#parts;
    try {
      database.folder.checkNow();
    } finally {
      index?.close();
      journal[Symbol.dispose]();
      database.close();
      backup[Symbol.dispose]();
    }
    if (!this.#hasEnded) return;
    Deno.removeSync(journal.path);
    generations.close(meta.get().generation);
  }
}

/** The receivers of an {@linkcode OpenStore}'s replies. */
export interface StoreHost {
  readonly reply: (reply: Reply) => void;
  /**
   * Called after each commit, in the order of the commits.
   *
   * @param buffer The buffer that the record came in; undefined for a record from the lane.
   * @param failure The reason why the record waits for the disk; undefined if the disk has it.
   */
  readonly committed: (buffer: ArrayBuffer | undefined, failure: string | undefined) => void;
}
