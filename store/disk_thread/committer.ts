import { Backlog } from "./backlog.ts";
import type { Chunk } from "../exchange/chunk.ts";
import type { ChunkTable } from "./tables/chunk_table.ts";
import type { Database } from "./tables/database.ts";
import type { DamageReport } from "./errors/damage_report.ts";
import type { Faults } from "../faults.ts";
import type { Flusher } from "./flush/flusher.ts";
import type { Journal } from "./journal/journal.ts";
import type { SeqReservation } from "./seq_reservation.ts";
import type { MetaTable } from "./tables/meta_table.ts";
import { LogRecord } from "../exchange/record.ts";
import type { Reply } from "../exchange/requests.ts";
import { sentenceOf } from "./errors/error_sentence.ts";

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

// Records of this size are tried in one transaction when the disk works again.
const RETRY_BYTES = 1024 * 1024;

/** Keeps what is posted; where the disk fails, holds it and tries again when told to. */
export class Committer {
  readonly backlog: Backlog;
  readonly #options: CommitterOptions;
  /** Why the disk failed last. */
  #failure: string | undefined;
  /** A reservation that waits for the disk. */
  #reserveUntil: number | undefined;
  /** The first of the numbers that were dropped since the disk failed. */
  #droppedFrom: number | undefined;

  constructor(options: CommitterOptions) {
    this.#options = options;
    this.backlog = new Backlog(options.queueMaxBytes);
  }

  /** True while {@linkcode Committer.retry} has something to do. */
  get isWaiting(): boolean {
    return this.#failure !== undefined || this.#reserveUntil !== undefined;
  }

  /** Has the disk keep a record, of which it makes a copy; returns why that didn't work. */
  commit(bytes: Uint8Array): string | undefined {
    if (this.#failure === undefined) {
      this.#failure = this.#attempt(() => this.#append(bytes));
      if (this.#failure === undefined) return undefined;
    }
    this.#queue(bytes);
    return this.#failure;
  }

  /** Reserves numbers, now or when the disk works again. */
  reserve(until: number): void {
    this.#reserveUntil = until;
    this.#reserve();
  }

  /** Tries to keep what waits. Returns why that still doesn't work. */
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

  /** A scope's chunks that aren't in the tables, oldest first. */
  *unwritten(scope: string): Generator<Chunk> {
    yield* this.#options.journal.records.chunksOf(scope);
    yield* this.backlog.records.chunksOf(scope);
  }

  /** Does what needs the disk; returns why it failed. */
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
    // The tables take what waits without the journal, so they must have what came before.
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
