import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { AuditRecord } from "../../../hub/mod.ts";
import { isDamage } from "../errors/damage_error.ts";
import { checksumOf } from "../integrity/checksum.ts";

/** The audit in the database, each record with a checksum. The caller of `put` has opened a transaction. */
export class AuditTable {
  readonly #nextAfter: StatementSync;
  readonly #put: StatementSync;
  readonly #dropBefore: StatementSync;

  constructor(sqlite: DatabaseSync) {
    this.#nextAfter = sqlite.prepare(
      `SELECT number, time_ms AS timeMs, by, action, about, sum FROM audit
        WHERE number > ? ORDER BY number LIMIT 1`,
    );
    this.#put = sqlite.prepare("INSERT OR REPLACE INTO audit VALUES (?, ?, ?, ?, ?, ?)");
    this.#dropBefore = sqlite.prepare("DELETE FROM audit WHERE number < ?");
  }

  /**
   * Returns the records that can be read.
   *
   * @param warn Takes a sentence if some of them are damaged.
   */
  all(warn: (sentence: string) => void): AuditRecord[] {
    const records: AuditRecord[] = [];
    let isDamaged = false;
    try {
      for (const { sum, ...record } of this.#rows()) {
        if (sum === sumOf(record)) records.push(record);
        else isDamaged = true;
      }
    } catch (error) {
      if (!isDamage(error)) throw error;
      isDamaged = true;
    }
    if (isDamaged) warn("Some records of the audit are damaged: /audit leaves them out.");
    return records;
  }

  put(record: AuditRecord, oldestNumber: number): void {
    const { number, timeMs, by, action, about } = record;
    this.#put.run(number, timeMs, by, action, about, sumOf(record));
    this.#dropBefore.run(oldestNumber);
  }

  /** Reads row by row: `iterate` of node:sqlite takes a page that can't be read for the end. */
  *#rows(): Generator<ReadRecord> {
    for (let number = 0;;) {
      // The query names its columns as the interface does.
      const row = this.#nextAfter.get(number) as unknown as ReadRecord | undefined;
      if (row === undefined) return;
      yield row;
      number = row.number;
    }
  }
}

/** A record with the checksum of its row. */
type ReadRecord = AuditRecord & { readonly sum: number };

function sumOf({ number, timeMs, by, action, about }: AuditRecord): number {
  return checksumOf([number, timeMs, by, action, about]);
}
