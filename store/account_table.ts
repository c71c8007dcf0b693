import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { StoredAccount } from "./requests.ts";

/** The registered names in the database. */
export class AccountTable {
  readonly #all: StatementSync;
  readonly #put: StatementSync;
  readonly #drop: StatementSync;
  readonly #leave: StatementSync;

  constructor(sqlite: DatabaseSync) {
    this.#all = sqlite.prepare(
      `SELECT fold, name, password, created_ms AS createdMs, since_seq AS sinceSeq,
        left_seq AS leftSeq FROM accounts`,
    );
    this.#put = sqlite.prepare("INSERT OR REPLACE INTO accounts VALUES (?, ?, ?, ?, ?, ?)");
    this.#drop = sqlite.prepare("DELETE FROM accounts WHERE fold = ?");
    this.#leave = sqlite.prepare("UPDATE accounts SET left_seq = ? WHERE fold = ?");
  }

  all(): StoredAccount[] {
    // The query names its columns as the interface does.
    return this.#all.all() as unknown as StoredAccount[];
  }

  put({ fold, name, password, createdMs, sinceSeq, leftSeq }: StoredAccount): void {
    this.#put.run(fold, name, password, createdMs, sinceSeq, leftSeq);
  }

  drop(fold: string): void {
    this.#drop.run(fold);
  }

  leave(fold: string, seq: number): void {
    this.#leave.run(seq, fold);
  }
}
