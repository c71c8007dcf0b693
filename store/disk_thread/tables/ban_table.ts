import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Ban } from "../../../hub/mod.ts";
import { checksumOf } from "../integrity/checksum.ts";
import { isDamage } from "../integrity/damage.ts";

/** The bans in the database, each with a checksum. Whoever writes has opened a transaction. */
export class BanTable {
  readonly #all: StatementSync;
  readonly #put: StatementSync;
  readonly #drop: StatementSync;

  constructor(sqlite: DatabaseSync) {
    this.#all = sqlite.prepare(
      "SELECT number, kind, target, until_ms AS untilMs, reason, sum FROM bans ORDER BY number",
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
      for (const row of this.#all.iterate()) {
        // The query names its columns as the interface does.
        const { sum, ...ban } = row as unknown as Ban & { readonly sum: number };
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
}

function sumOf({ number, kind, target, untilMs, reason }: Ban): number {
  return checksumOf([number, kind, target, untilMs, reason]);
}
