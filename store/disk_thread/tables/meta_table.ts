import type { DatabaseSync, StatementSync } from "node:sqlite";
import { DamageError } from "../errors/damage_error.ts";
import { checksumOf } from "../integrity/checksum.ts";
import type { TableDigest } from "../integrity/table_digest.ts";

const COLUMNS = [
  "epoch",
  "reserved_until",
  "forgotten_seq",
  "journal_key",
  "journal_bytes",
  "journal_start",
  "has_journal_end",
  "scope_count",
  "scope_sum",
  "account_count",
  "account_sum",
  "generation",
  "earlier_generation",
] as const;

/** The row with the facts about the log as a whole. A copy of it is in memory. */
export class MetaTable {
  readonly #select: StatementSync;
  readonly #update: StatementSync;
  #meta: Meta;

  /** @throws {DamageError} The row isn't what was written. */
  constructor(sqlite: DatabaseSync) {
    this.#select = sqlite.prepare(`SELECT ${COLUMNS.join(", ")}, sum FROM meta`);
    this.#update = sqlite.prepare(
      `UPDATE meta SET ${COLUMNS.map((name) => `${name} = ?`).join(", ")}, sum = ?`,
    );
    this.#meta = this.#read();
  }

  get(): Meta {
    return this.#meta;
  }

  /** Reads the row again, as is needed after a transaction that failed. */
  reload(): void {
    this.#meta = this.#read();
  }

  /**
   * Writes the changed facts, with a new checksum.
   *
   * @throws {Error} The error of the database.
   */
  write(change: Partial<Meta>): void {
    const meta = { ...this.#meta, ...change };
    const columns = columnsOf(meta);
    this.#update.run(...columns, checksumOf(columns));
    this.#meta = meta;
  }

  /** Reserves numbers, and names the generation that begins with that: see `Generations`. */
  reserve(until: number, generation: string): void {
    const { generation: before } = this.#meta;
    const earlierGeneration = generation === before ? this.#meta.earlierGeneration : before;
    this.write({ reservedUntil: until, generation, earlierGeneration });
  }

  /** Writes that messages of any scope up to `seq` may be missing. */
  markEvicted(seq: number): void {
    if (seq > this.#meta.evictedSeq) this.write({ evictedSeq: seq });
  }

  /** Writes that a new epoch begins, whose log may lack messages up to `lastSeq`. */
  beginEpoch(epoch: string, lastSeq: number): void {
    this.write({ epoch, evictedSeq: Math.max(this.#meta.evictedSeq, lastSeq) });
  }

  /** Writes of which log the folder holds a copy. */
  nameCopy(epoch: string): void {
    this.write({ epoch });
  }

  /** Writes that the journal begins anew, in a file that isn't there yet. */
  restartJournal(key: number, sizeBytes: number): void {
    const start = { journalKey: key, journalBytes: sizeBytes, journalStart: 0 };
    this.write({ ...start, hasJournalEnd: false });
  }

  /** Writes that the journal is there and marks its end. */
  confirmJournal(): void {
    this.write({ hasJournalEnd: true });
  }

  /** Writes that all records are in the tables, so there is no journal. */
  endJournal(lastSeq: number): void {
    this.write({ reservedUntil: lastSeq, hasJournalEnd: false });
  }

  /** Writes that the tables have the journal's records before this position. */
  advanceJournal(start: number): void {
    this.write({ journalStart: start });
  }

  #read(): Meta {
    const row = this.#select.get();
    const columns = COLUMNS.map((name) => row?.[name] as string | number);
    if (row === undefined || row.sum !== checksumOf(columns)) {
      throw new DamageError("The row that says which numbers were given is damaged.");
    }
    return {
      epoch: row.epoch as string,
      reservedUntil: row.reserved_until as number,
      evictedSeq: row.forgotten_seq as number,
      journalKey: row.journal_key as number,
      journalBytes: row.journal_bytes as number,
      journalStart: row.journal_start as number,
      hasJournalEnd: row.has_journal_end === 1,
      scopes: { count: row.scope_count as number, sum: row.scope_sum as number },
      accounts: { count: row.account_count as number, sum: row.account_sum as number },
      generation: row.generation as string,
      earlierGeneration: row.earlier_generation as string,
    };
  }
}

/** The facts about the log as a whole. */
export interface Meta {
  readonly epoch: string;
  /** The newest number that may have been given. */
  readonly reservedUntil: number;
  /**
   * Messages of any scope up to this number may be missing: evicted with a whole scope, or lost.
   */
  readonly evictedSeq: number;
  /** The start value of the journal's checksums. */
  readonly journalKey: number;
  /** The position of the journal's oldest record that isn't in the tables. */
  readonly journalStart: number;
  /** The journal's size, in bytes. */
  readonly journalBytes: number;
  /** True while there is a journal that marks its end. The journal of an older version doesn't. */
  readonly hasJournalEnd: boolean;
  readonly scopes: TableDigest;
  readonly accounts: TableDigest;
  /**
   * The generation of the data folder, see `Generations`. Empty if an older version wrote the row.
   */
  readonly generation: string;
  /** The generation before this one. */
  readonly earlierGeneration: string;
}

/** The values of the row, in the order of its columns. */
function columnsOf(meta: Meta): (string | number)[] {
  return [
    meta.epoch,
    meta.reservedUntil,
    meta.evictedSeq,
    meta.journalKey,
    meta.journalBytes,
    meta.journalStart,
    meta.hasJournalEnd ? 1 : 0,
    meta.scopes.count,
    meta.scopes.sum,
    meta.accounts.count,
    meta.accounts.sum,
    meta.generation,
    meta.earlierGeneration,
  ];
}
