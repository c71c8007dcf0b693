import type { DamageReport } from "../errors/damage_report.ts";
import { AccountTable } from "./account_table.ts";
import { AuditTable } from "./audit_table.ts";
import { BanTable } from "./ban_table.ts";
import { CharterTable } from "./charter_table.ts";
import { HookTable } from "./hook_table.ts";
import type { Database } from "./database.ts";
import type { MetaTable } from "./meta_table.ts";
import type { TableWrite } from "../../exchange/requests.ts";

/** The tables that tell who may join, webhooks, the rules of rooms, and the audit. `OpenStore` calls it. */
export class AccessTables {
  readonly accounts: AccountTable;
  readonly audit: AuditTable;
  readonly bans: BanTable;
  readonly charters: CharterTable;
  readonly hooks: HookTable;
  readonly #database: Database;
  readonly #meta: MetaTable;
  readonly #report: DamageReport;

  constructor(database: Database, meta: MetaTable, report: DamageReport) {
    this.accounts = new AccountTable(database.sqlite, meta);
    this.audit = new AuditTable(database.sqlite);
    this.bans = new BanTable(database.sqlite);
    this.charters = new CharterTable(database.sqlite);
    this.hooks = new HookTable(database.sqlite);
    this.#database = database;
    this.#meta = meta;
    this.#report = report;
  }

  /**
   * Carries out a change, in a transaction.
   *
   * @throws {Error} The error of the disk. The tables are unchanged then.
   */
  write(call: TableWrite): undefined {
    this.#database.folder.checkNow();
    try {
      return this.#database.transact(() => this.#write(call));
    } catch (error) {
      this.#meta.reload();
      // No caller waits for a departure: a bug would stay unknown.
      this.#report.bug(`a change of names, bans or webhooks in ${this.#report.path}`, error);
      throw error;
    }
  }

  #write(call: TableWrite): void {
    switch (call.kind) {
      case "putAccount":
        return this.accounts.put(call.account);
      case "dropAccount":
        return this.accounts.drop(call.fold);
      case "markAccountsAway":
        for (const [fold, seq] of call.left) this.accounts.markAway(fold, seq);
        return;
      case "putBan":
        return this.bans.put(call.ban);
      case "dropBan":
        return this.bans.drop(call.number);
      case "putCharter":
        return this.charters.put(call.charter);
      case "dropCharter":
        return this.charters.drop(call.fold);
      case "putAudit":
        return this.audit.put(call.record, call.oldestNumber);
      case "putHook":
        return this.hooks.put(call.hook);
      case "dropHook":
        return this.hooks.drop(call.name);
      default:
        call satisfies never;
    }
  }
}
