import type { DatabaseSync, StatementSync } from "node:sqlite";
import { unmatchableHash } from "../../accounts/password.ts";
import { isDamage } from "../errors/damage_error.ts";
import { checksumOf } from "../integrity/checksum.ts";
import { addRow, EMPTY_DIGEST, isSameDigest, removeRow } from "../integrity/table_digest.ts";
import { completeRows } from "./complete_rows.ts";
import type { MetaTable } from "./meta_table.ts";
import type { StoredAccount } from "../../exchange/requests.ts";

const COLUMNS = `fold, name, password, created_ms AS createdMs, since_seq AS sinceSeq,
  left_seq AS leftSeq, sum`;

/**
 * The registered names in the database. The caller of `put`, `drop` and `markAway` has opened a
 * transaction.
 */
export class AccountTable {
  readonly #meta: MetaTable;
  readonly #all: StatementSync;
  readonly #count: StatementSync;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #drop: StatementSync;

  constructor(sqlite: DatabaseSync, meta: MetaTable) {
    this.#meta = meta;
    this.#all = sqlite.prepare(`SELECT ${COLUMNS} FROM accounts`);
    this.#count = sqlite.prepare("SELECT count(*) AS count FROM accounts");
    this.#get = sqlite.prepare(`SELECT ${COLUMNS} FROM accounts WHERE fold = ?`);
    this.#put = sqlite.prepare("INSERT OR REPLACE INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?)");
    this.#drop = sqlite.prepare("DELETE FROM accounts WHERE fold = ?");
  }

  /**
   * Returns all registered names. A name whose row is damaged stays registered, so that nobody else
   * can take it, but no password opens it.
   *
   * @param warn Takes a sentence for each damaged name, and for missing ones.
   */
  all(warn: (sentence: string) => void): StoredAccount[] {
    const accounts: StoredAccount[] = [];
    let digest = EMPTY_DIGEST;
    try {
      for (const row of completeRows(this.#all, this.#count)) {
        const account = row as unknown as ReadAccount;
        digest = addRow(digest, nameSum(account));
        if (isSound(account)) accounts.push(account);
        else if (typeof account.fold === "string") {
          accounts.push(locked(account.fold));
          warn(
            `The registered name ${account.fold} is damaged: nobody can sign in with it before the data folder is restored from a backup.`,
          );
        }
      }
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    const { count } = this.#meta.get().accounts;
    if (!isSameDigest(digest, this.#meta.get().accounts)) {
      warn(
        `Of ${count} registered names some are missing, since the place where they are kept is damaged: restore the data folder from a backup, or others can register them.`,
      );
    }
    return accounts;
  }

  put(account: StoredAccount): void {
    const { fold, name, password, createdMs, sinceSeq, leftSeq } = account;
    if (this.#get.get(fold) === undefined) {
      this.#meta.write({ accounts: addRow(this.#meta.get().accounts, nameSum(account)) });
    }
    this.#put.run(fold, name, password, createdMs, sinceSeq, leftSeq, rowSum(account));
  }

  drop(fold: string): void {
    if (this.#get.get(fold) === undefined) return;
    this.#drop.run(fold);
    this.#meta.write({ accounts: removeRow(this.#meta.get().accounts, nameSum({ fold })) });
  }

  markAway(fold: string, seq: number): void {
    const account = this.#get.get(fold) as unknown as ReadAccount | undefined;
    // A damaged row stays damaged: a new checksum would make it look right.
    if (account !== undefined && isSound(account)) this.put({ ...account, leftSeq: seq });
  }
}

type ReadAccount = StoredAccount & { readonly sum: number };

function isSound(account: ReadAccount): boolean {
  return account.sum === rowSum(account);
}

function rowSum({ fold, name, password, createdMs, sinceSeq, leftSeq }: StoredAccount): number {
  return checksumOf([fold, name, password, createdMs, sinceSeq, leftSeq]);
}

function nameSum({ fold }: Pick<StoredAccount, "fold">): number {
  return checksumOf([fold]);
}

function locked(fold: string): StoredAccount {
  const nobodys = { createdMs: 0, sinceSeq: Number.MAX_SAFE_INTEGER, leftSeq: 0 };
  return { fold, name: fold, password: unmatchableHash(), ...nobodys };
}
