import { AccountTable } from "./account_table.ts";
import { BanTable } from "./ban_table.ts";
import type { DamageReport } from "../errors/damage_report.ts";
import type { Database } from "./database.ts";
import type { MetaTable } from "./meta_table.ts";
import type { TableWrite } from "../../exchange/requests.ts";

/** The tables beside the log: registered names and bans. */
export class AccessTables {
  readonly accounts: AccountTable;
  readonly bans: BanTable;
  readonly #database: Database;
  readonly #meta: MetaTable;
  readonly #report: DamageReport;

  constructor(database: Database, meta: MetaTable, report: DamageReport) {
    this.accounts = new AccountTable(database.sqlite, meta);
    this.bans = new BanTable(database.sqlite);
    this.#database = database;
    this.#meta = meta;
    this.#report = report;
  }

  /**
   * Carries out a change, in a transaction.
   *
   * @throws {Error} What the disk says. Nothing is changed then.
   */
  write(ask: TableWrite): undefined {
    this.#database.folder.checkNow();
    try {
      return this.#database.transact(() => this.#write(ask));
    } catch (error) {
      this.#meta.reload();
      // Nobody waits for the note of who left: a bug would stay unknown.
      this.#report.bug(`a change of names or bans in ${this.#report.path}`, error);
      throw error;
    }
  }

  #write(ask: TableWrite): void {
    switch (ask.kind) {
      case "putAccount":
        return this.accounts.put(ask.account);
      case "dropAccount":
        return this.accounts.drop(ask.fold);
      case "leaveAccounts":
        for (const [fold, seq] of ask.left) this.accounts.leave(fold, seq);
        return;
      case "putBan":
        return this.bans.put(ask.ban);
      case "dropBan":
        return this.bans.drop(ask.number);
      default:
        ask satisfies never;
    }
  }
}
