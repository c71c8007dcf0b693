import type { DatabaseSync, StatementSync } from "node:sqlite";

/** What is known of the log as a whole. */
export interface Meta {
  readonly epoch: string;
  /** Numbers up to here may have been given. */
  readonly reservedUntil: number;
  /** The newest number that was forgotten with its whole scope. */
  readonly forgottenSeq: number;
  /** What the journal's checksums start from. */
  readonly journalKey: number;
  /** Where in the journal what isn't in the tables begins. */
  readonly journalStart: number;
  /** Its size, in bytes. */
  readonly journalBytes: number;
}

/** The one row that says what is known of the log as a whole. */
export class MetaTable {
  readonly #get: StatementSync;
  readonly #reserve: StatementSync;
  readonly #forget: StatementSync;
  readonly #restart: StatementSync;
  readonly #move: StatementSync;

  constructor(sqlite: DatabaseSync) {
    this.#get = sqlite.prepare(
      `SELECT epoch, reserved_until AS reservedUntil, forgotten_seq AS forgottenSeq,
        journal_key AS journalKey, journal_start AS journalStart, journal_bytes AS journalBytes
        FROM meta`,
    );
    this.#reserve = sqlite.prepare("UPDATE meta SET reserved_until = ?");
    this.#forget = sqlite.prepare("UPDATE meta SET forgotten_seq = max(forgotten_seq, ?)");
    this.#restart = sqlite.prepare(
      "UPDATE meta SET journal_key = ?, journal_bytes = ?, journal_start = 0",
    );
    this.#move = sqlite.prepare("UPDATE meta SET journal_start = ?");
  }

  get(): Meta {
    // The query names its columns as the interface does.
    return this.#get.get() as unknown as Meta;
  }

  reserve(until: number): void {
    this.#reserve.run(until);
  }

  /** Writes down that any scope may have forgotten what is numbered up to `seq`. */
  forget(seq: number): void {
    this.#forget.run(seq);
  }

  /** Writes down that the journal begins anew. */
  restartJournal(key: number, sizeBytes: number): void {
    this.#restart.run(key, sizeBytes);
  }

  /** Writes down that the tables have what the journal has before this place. */
  moveJournal(start: number): void {
    this.#move.run(start);
  }
}
