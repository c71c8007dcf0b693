import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Ban } from "../../../hub/mod.ts";
import { isDamage } from "../errors/damage_error.ts";
import { checksumOf } from "../integrity/checksum.ts";

/**
 * The bans in the database, each with a checksum. The caller of `put` and `drop` has opened a
 * transaction.
 */
export class BanTable {
  readonly #nextAfter: StatementSync;
  readonly #put: StatementSync;
  readonly #drop: StatementSync;

  constructor(sqlite: DatabaseSync) {
    this.#nextAfter = sqlite.prepare(
      `SELECT number, kind, target, until_ms AS untilMs, reason, sum FROM bans
        WHERE number > ? ORDER BY number LIMIT 1`,
    );
    this.#put = sqlite.prepare("INSERT OR REPLACE INTO bans VALUES (?, ?, ?, ?, ?, ?)");
    this.#drop = sqlite.prepare("DELETE FROM bans WHERE number = ?");
  }

  /**
   * Returns the bans that can be read.
   *
   * @param warn Takes a sentence if some bans are damaged: those aren't in force.
   */
  all(warn: (sentence: string) => void): Ban[] {
    const bans: Ban[] = [];
    let isDamaged = false;
    try {
      for (const { sum, ...ban } of this.#rows()) {
        if (sum === sumOf(ban)) bans.push({ ...ban });
        else isDamaged = true;
      }
    } catch (error) {
      if (!isDamage(error)) throw error;
      isDamaged = true;
    }
    if (isDamaged) {
      warn("Some bans are damaged and no longer in force: /bans lists those that are.");
    }
    return bans;
  }

  put(ban: Ban): void {
    const { number, kind, target, untilMs, reason } = ban;
    this.#put.run(number, kind, target, untilMs, reason, sumOf(ban));
  }

  drop(number: number): void {
    this.#drop.run(number);
  }

  /** Reads row by row: `iterate` of node:sqlite takes a page that can't be read for the end. */
  *#rows(): Generator<ReadBan> {
    for (let number = Number.MIN_SAFE_INTEGER;;) {
      // The query names its columns as the interface does.
      const row = this.#nextAfter.get(number) as unknown as ReadBan | undefined;
      if (row === undefined) return;
      yield row;
      number = row.number;
    }
  }
}

/** A ban with the checksum of its row. */
type ReadBan = Ban & { readonly sum: number };

function sumOf({ number, kind, target, untilMs, reason }: Ban): number {
  return checksumOf([number, kind, target, untilMs, reason]);
}
