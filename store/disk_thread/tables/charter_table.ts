import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { CharterRecord } from "../../../hub/mod.ts";
import { isDamage } from "../errors/damage_error.ts";
import { checksumOf } from "../integrity/checksum.ts";

/**
 * The rules of rooms in the database, each with a checksum. The caller of `put` and `drop` has opened
 * a transaction.
 */
export class CharterTable {
  readonly #nextAfter: StatementSync;
  readonly #put: StatementSync;
  readonly #drop: StatementSync;

  constructor(sqlite: DatabaseSync) {
    this.#nextAfter = sqlite.prepare(
      "SELECT fold, record, sum FROM charters WHERE fold > ? ORDER BY fold LIMIT 1",
    );
    this.#put = sqlite.prepare("INSERT OR REPLACE INTO charters VALUES (?, ?, ?)");
    this.#drop = sqlite.prepare("DELETE FROM charters WHERE fold = ?");
  }

  /**
   * Returns the rules of all rooms. A room whose rules are damaged may have been private, so it stays
   * closed to everybody but the operator.
   *
   * @param warn Takes a sentence for each damaged room.
   */
  all(warn: (sentence: string) => void): CharterRecord[] {
    const charters: CharterRecord[] = [];
    try {
      for (const { fold, record, sum } of this.#rows()) {
        if (sum === sumOf(fold, record)) charters.push(JSON.parse(record));
        else {
          charters.push(closed(fold));
          warn(
            fold === "*"
              ? "The list of operators is damaged, so only the terminal and hubbub ctl are left: /op NAME names others."
              : `The rules of the room ${fold} are damaged, so nobody can enter it: /room ${fold} owner NAME gives it to somebody, or restore the data folder from a backup.`,
          );
        }
      }
    } catch (error) {
      if (!isDamage(error)) throw error;
      warn(
        "The rules of some rooms can't be read, so private ones may be open now: restore the data folder from a backup.",
      );
    }
    return charters;
  }

  put(charter: CharterRecord): void {
    const record = JSON.stringify(charter);
    this.#put.run(charter.fold, record, sumOf(charter.fold, record));
  }

  drop(fold: string): void {
    this.#drop.run(fold);
  }

  /** Reads row by row: `iterate` of node:sqlite takes a page that can't be read for the end. */
  *#rows(): Generator<CharterRow> {
    for (let fold = "";;) {
      // The query names its columns as the interface does.
      const row = this.#nextAfter.get(fold) as unknown as CharterRow | undefined;
      if (row === undefined) return;
      yield row;
      fold = row.fold;
    }
  }
}

interface CharterRow {
  readonly fold: string;
  readonly record: string;
  readonly sum: number;
}

function sumOf(fold: string, record: string): number {
  return checksumOf([fold, record]);
}

function closed(fold: string): CharterRecord {
  return {
    fold,
    name: fold,
    moderators: [],
    isPrivate: true,
    invited: [],
    slowSeconds: 0,
    mutes: [],
    bans: [],
  };
}
