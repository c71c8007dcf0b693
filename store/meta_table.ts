import type { DatabaseSync, StatementSync } from "node:sqlite";

/** What is known of the log as a whole. */
export interface Meta {
  readonly epoch: string;
  /** Numbers up to here may have been given. */
  readonly reservedUntil: number;
  /** The newest number that was forgotten with its whole scope. */
  readonly forgottenSeq: number;
}

/** The one row that says what is known of the log as a whole. */
export class MetaTable {
  readonly #get: StatementSync;
  readonly #reserve: StatementSync;
  readonly #forget: StatementSync;

  constructor(sqlite: DatabaseSync) {
    this.#get = sqlite.prepare(
      `SELECT epoch, reserved_until AS reservedUntil, forgotten_seq AS forgottenSeq FROM meta`,
    );
    this.#reserve = sqlite.prepare("UPDATE meta SET reserved_until = ?");
    this.#forget = sqlite.prepare("UPDATE meta SET forgotten_seq = max(forgotten_seq, ?)");
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
}
