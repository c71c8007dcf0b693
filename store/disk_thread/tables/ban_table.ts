import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Ban } from "../../../hub/mod.ts";
import { checksumOf } from "../integrity/checksum.ts";
import { isDamage } from "../errors/damage_error.ts";

/** The bans in the database, each with a checksum. Whoever writes has opened a transaction. */
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
   * All that can be read.
   *
   * @param warn Takes a sentence where some are damaged: they are not in force.
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

  /** Row by row, since `iterate` of node:sqlite takes a page that can't be read for the end. */
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

/** A ban as it was read, with its checksum. */
type ReadBan = Ban & { readonly sum: number };

function sumOf({ number, kind, target, untilMs, reason }: Ban): number {
  return checksumOf([number, kind, target, untilMs, reason]);
}
