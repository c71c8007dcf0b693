import { Backlog } from "./backlog.ts";
import type { DamageReport } from "./errors/damage_report.ts";
import { sentenceOf } from "./errors/error_sentence.ts";
import type { Flusher } from "./flush/flusher.ts";
import type { Journal } from "./journal/journal.ts";
import type { SeqReservation } from "./seq_reservation.ts";
import type { ChunkTable } from "./tables/chunk_table.ts";
import type { Database } from "./tables/database.ts";
import type { MetaTable } from "./tables/meta_table.ts";
import type { Chunk } from "../exchange/chunk.ts";
import { LogRecord } from "../exchange/record.ts";
import type { Reply } from "../exchange/requests.ts";
import type { Faults } from "../faults.ts";

// Bytes of records that a retry writes in one transaction.
const RETRY_BYTES = 1024 * 1024;

/**
 * Commits records: writes each to the journal and syncs, so that its messages may be acknowledged.
 * While the disk fails, records go to the backlog, until {@linkcode Committer.retry} can write them
 * to the tables. `OpenStore` owns it; `BackgroundWork` calls `retry`.
 */
export class Committer {
  readonly backlog: Backlog;
  readonly #options: CommitterOptions;
  /** The sentence of the error that began the outage; undefined while the disk works. */
  #failure: string | undefined;
  /** The end of a reservation that waits for the disk. */
  #reserveUntil: number | undefined;
  /** The first number that this outage has dropped. */
  #droppedFrom: number | undefined;

  constructor(options: CommitterOptions) {
    this.#options = options;
    this.backlog = new Backlog(options.queueMaxBytes);
  }

  /** True while {@linkcode Committer.retry} has something to do. */
  get isWaiting(): boolean {
    return this.#failure !== undefined || this.#reserveUntil !== undefined;
  }

  /**
   * Commits a record, of which it makes a copy. Returns undefined if the disk has it, or a sentence
   * with the reason why it waits.
   */
  commit(bytes: Uint8Array): string | undefined {
    if (this.#failure === undefined) {
      this.#failure = this.#attempt(() => this.#append(bytes));
      if (this.#failure === undefined) return undefined;
    }
    this.#queue(bytes);
    return this.#failure;
  }

  /** Reserves numbers up to this one, now or when the disk works again. */
  reserve(until: number): void {
    this.#reserveUntil = until;
    this.#reserve();
  }

  /**
   * Tries the failed disk again. Returns undefined if nothing waits any more, or a sentence with
   * the reason.
   */
  retry(): string | undefined {
    if (this.#reserveUntil !== undefined) this.#reserve();
    if (this.#failure === undefined) return undefined;
    this.#failure = this.#attempt(() => this.#writeDropped());
    if (this.#failure !== undefined) return this.#failure;
    const { records } = this.backlog;
    while (records.length > 0) {
      const oldest = records.oldest(RETRY_BYTES);
      this.#failure = this.#attempt(() => this.#write(oldest));
      if (this.#failure !== undefined) return this.#failure;
      records.shift(oldest.length);
    }
    this.#droppedFrom = undefined;
    this.#options.reply({ kind: "recovered" });
    return undefined;
  }

  /** Returns a scope's chunks that aren't in the tables, oldest first. */
  *unwritten(scope: string): Generator<Chunk> {
    yield* this.#options.journal.records.chunksOf(scope);
    yield* this.backlog.records.chunksOf(scope);
  }

  /** Returns the chunks of several scopes that aren't in the tables. */
  *unwrittenIn(isWanted: (scope: string) => boolean): Generator<Chunk> {
    for (const { records } of [this.#options.journal, this.backlog]) {
      for (const scope of records.scopes()) if (isWanted(scope)) yield* records.chunksOf(scope);
    }
  }

  /** Returns the chunk with this number that isn't in the tables; undefined if it is there. */
  chunkWith(seq: number): Chunk | undefined {
    return this.#options.journal.records.chunkWith(seq) ?? this.backlog.records.chunkWith(seq);
  }

  /** Runs `body`, which uses the disk. Returns undefined, or a sentence about its error. */
  #attempt(body: () => void): string | undefined {
    const { database, faults } = this.#options;
    try {
      faults?.inject(database.sqlite);
      database.folder.check();
      body();
      return undefined;
    } catch (error) {
      return sentenceOf(error, database.path);
    }
  }

  #append(bytes: Uint8Array): void {
    const { journal, flusher } = this.#options;
    while (journal.records.length > 0 && !journal.hasRoomFor(bytes.length)) {
      flusher.flushStep(journal.records);
    }
    if (journal.canHold(bytes.length)) journal.append(bytes);
    else this.#write([new LogRecord(bytes.slice())]);
  }

  #write(records: readonly LogRecord[]): void {
    const { flusher } = this.#options;
    flusher.transact(() => flusher.writeRecords(records));
  }

  #writeDropped(): void {
    const { chunks, meta, flusher, journal } = this.#options;
    const { backlog } = this;
    // The tables get the backlog directly, so they need the journal's older records first.
    flusher.flushAll(journal.records);
    journal.markEnd();
    flusher.transact(() => {
      for (const [scope, seq] of backlog.dropped) chunks.markEvicted(scope, seq);
      if (backlog.droppedSeq > 0) meta.markEvicted(backlog.droppedSeq);
      meta.advanceJournal(journal.end);
    });
    backlog.clearDropped();
  }

  #queue(bytes: Uint8Array): void {
    const gone = this.backlog.push(bytes);
    if (gone.length === 0) return;
    this.#droppedFrom ??= Math.min(...gone.map((chunk) => chunk.firstSeq));
    const to = Math.max(...gone.map((chunk) => chunk.lastSeq));
    this.#options.reply({ kind: "dropped", from: this.#droppedFrom, to });
  }

  #reserve(): void {
    const until = this.#reserveUntil!;
    if (this.#attempt(() => this.#reserveOnDisk(until)) !== undefined) return;
    this.#reserveUntil = undefined;
    this.#options.reply({ kind: "reserved", until });
  }

  #reserveOnDisk(until: number): void {
    const { reservation, report } = this.#options;
    try {
      reservation.reserve(until);
    } catch (error) {
      // Commits report a disk that fails. Nobody waits for a reservation: a bug would stay unknown.
      report.bug(`the reservation of numbers in ${report.path}`, error);
      throw error;
    }
  }
}

/** The parts that a {@linkcode Committer} writes with. */
export interface CommitterOptions {
  readonly database: Database;
  readonly journal: Journal;
  readonly chunks: ChunkTable;
  readonly meta: MetaTable;
  readonly flusher: Flusher;
  readonly queueMaxBytes: number;
  readonly reservation: SeqReservation;
  readonly report: DamageReport;
  readonly faults: Faults | undefined;
  readonly reply: (reply: Reply) => void;
}
