import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Hook } from "../../../hub/mod.ts";
import { isDamage } from "../errors/damage_error.ts";
import { checksumOf } from "../integrity/checksum.ts";

/**
 * The webhooks in the database, each with a checksum. The caller of `put` and `drop` has opened a
 * transaction.
 */
export class HookTable {
  readonly #nextAfter: StatementSync;
  readonly #put: StatementSync;
  readonly #drop: StatementSync;

  constructor(sqlite: DatabaseSync) {
    this.#nextAfter = sqlite.prepare(
      `SELECT name, room, token_hash AS tokenHash, by, created_ms AS createdMs, sum FROM hooks
        WHERE name > ? ORDER BY name LIMIT 1`,
    );
    this.#put = sqlite.prepare("INSERT OR REPLACE INTO hooks VALUES (?, ?, ?, ?, ?, ?)");
    this.#drop = sqlite.prepare("DELETE FROM hooks WHERE name = ?");
  }

  /**
   * Returns the webhooks that can be read.
   *
   * @param warn Takes a sentence if some of them are damaged: those have ended.
   */
  all(warn: (sentence: string) => void): Hook[] {
    const hooks: Hook[] = [];
    let isDamaged = false;
    try {
      for (const { sum, ...hook } of this.#rows()) {
        if (sum === sumOf(hook)) hooks.push({ ...hook });
        else isDamaged = true;
      }
    } catch (error) {
      if (!isDamage(error)) throw error;
      isDamaged = true;
    }
    if (isDamaged) {
      warn("Some webhooks are damaged and have ended: /hook lists those that are left.");
    }
    return hooks;
  }

  put(hook: Hook): void {
    const { name, room, tokenHash, by, createdMs } = hook;
    this.#put.run(name, room, tokenHash, by, createdMs, sumOf(hook));
  }

  drop(name: string): void {
    this.#drop.run(name);
  }

  /** Reads row by row: `iterate` of node:sqlite takes a page that can't be read for the end. */
  *#rows(): Generator<ReadHook> {
    for (let name = "";;) {
      // The query names its columns as the interface does.
      const row = this.#nextAfter.get(name) as unknown as ReadHook | undefined;
      if (row === undefined) return;
      yield row;
      name = row.name;
    }
  }
}

/** A webhook with the checksum of its row. */
type ReadHook = Hook & { readonly sum: number };

function sumOf({ name, room, tokenHash, by, createdMs }: Hook): number {
  return checksumOf([name, room, tokenHash, by, createdMs]);
}
