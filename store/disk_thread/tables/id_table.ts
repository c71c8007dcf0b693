import type { DatabaseSync, StatementSync } from "node:sqlite";
import { isDamage } from "../errors/damage_error.ts";
import { checksumOf } from "../integrity/checksum.ts";
import { completeRows } from "./complete_rows.ts";
import type { RecordIds } from "../../exchange/record.ts";

const STEP_ROWS = 64;

/**
 * The ids of the last minutes, by which the hub recognizes retries: a row for each record. The
 * caller of `insert` and `evictSome` has opened a transaction.
 */
export class IdTable {
  readonly #limits: IdTableLimits;
  readonly #insert: StatementSync;
  readonly #newest: StatementSync;
  readonly #oldest: StatementSync;
  readonly #delete: StatementSync;
  readonly #rowCount: StatementSync;
  readonly #total: StatementSync;
  #count = 0;

  /** @param onDamage Called when ids can't be read. */
  constructor(sqlite: DatabaseSync, limits: IdTableLimits, readonly onDamage: () => void) {
    this.#limits = limits;
    this.#insert = sqlite.prepare(
      "INSERT INTO ids (time_ms, count, entries, sum) VALUES (?, ?, ?, ?)",
    );
    this.#newest = sqlite.prepare(
      "SELECT time_ms AS timeMs, count, entries, sum FROM ids ORDER BY id DESC",
    );
    this.#oldest = sqlite.prepare(
      `SELECT id, time_ms AS timeMs, count FROM ids ORDER BY id LIMIT ${STEP_ROWS}`,
    );
    this.#delete = sqlite.prepare("DELETE FROM ids WHERE id = ?");
    this.#rowCount = sqlite.prepare("SELECT count(*) AS count FROM ids");
    this.#total = sqlite.prepare("SELECT total(count) AS count FROM ids");
    this.reload();
  }

  insert({ timeMs, idCount, ids }: RecordIds): void {
    if (ids === undefined) return;
    this.#insert.run(timeMs, idCount, ids, checksumOf([timeMs, idCount, ids]));
    this.#count += idCount;
  }

  /**
   * Returns the ids within the limits, oldest first, each a pack of {@linkcode IdPack}. An expired
   * row ends them: rows before it are older, even if the wall clock was ahead when they were
   * written.
   */
  recent(nowMs: number): Uint8Array[] {
    const result: Uint8Array[] = [];
    let left = this.#limits.dedupMaxEntries;
    try {
      for (const row of completeRows(this.#newest, this.#rowCount)) {
        if (left <= 0) break;
        const { timeMs, count, entries, sum } = row as unknown as IdRow;
        const isSound = sum === checksumOf([timeMs, count, entries]);
        if (isSound && timeMs <= nowMs - this.#limits.dedupWindowMs) break;
        if (isSound) {
          left -= count;
          result.push(entries);
        } else this.onDamage();
      }
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.onDamage();
    }
    return result.reverse();
  }

  /** Deletes some rows above the limits. Returns true if more may follow. */
  evictSome(nowMs: number): boolean {
    const { dedupWindowMs, dedupMaxEntries } = this.#limits;
    let deleted = 0;
    for (const row of this.#oldest.all()) {
      const { id, timeMs, count } = row as { id: number; timeMs: number; count: number };
      const expired = timeMs <= nowMs - dedupWindowMs;
      if (!expired && this.#count - count < dedupMaxEntries) break;
      this.#delete.run(id);
      this.#count -= count;
      deleted++;
    }
    return deleted === STEP_ROWS;
  }

  /** Counts the rows again, as is needed after a transaction that failed. */
  reload(): void {
    try {
      this.#count = this.#total.get()!.count as number;
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.onDamage();
    }
  }
}

/** The limits of the ids' age and number. */
export interface IdTableLimits {
  readonly dedupWindowMs: number;
  readonly dedupMaxEntries: number;
}

/** A row as it is stored. */
interface IdRow {
  readonly timeMs: number;
  readonly count: number;
  readonly entries: Uint8Array;
  readonly sum: number;
}
