import type { Database } from "../tables/database.ts";
import type { MetaTable } from "../tables/meta_table.ts";
import { type ScopeTable, tallyOfScopes } from "../tables/scope_table.ts";
import type { DamageReport } from "./damage_report.ts";
import { isDamage } from "./damage.ts";
import { isSameTally } from "./tally.ts";

/** The parts that {@linkcode checkScopes} looks at. */
export interface ScopeCheckOptions {
  readonly database: Database;
  readonly scopes: ScopeTable;
  readonly meta: MetaTable;
  readonly report: DamageReport;
}

/**
 * Looks at each scope's row, since nobody would miss a scope that can't be found: its history would
 * be empty, and seem complete. Where one is missing, any may be, so all that was said until now is
 * declared incomplete.
 */
export function checkScopes({ database, scopes, meta, report }: ScopeCheckOptions): void {
  mendIndex(database);
  const known = [];
  try {
    for (const row of scopes.all()) known.push(row);
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  const found = tallyOfScopes(known);
  const isFindable = known.every(({ id, name }) => idOf(scopes, name) === id);
  if (isFindable && isSameTally(found, meta.get().scopes)) {
    // A row that is there and damaged speaks for itself.
    if (known.some(({ isSound }) => !isSound)) report.scopes();
    return;
  }
  report.scopes();
  database.transact(() => {
    meta.forget(meta.get().reservedUntil);
    meta.write({ scopes: found });
  });
}

function idOf(scopes: ScopeTable, name: string): number | undefined {
  try {
    return scopes.byName(name)?.id;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return undefined;
  }
}

/** An index can be made anew from the rows that it leads to. */
function mendIndex({ sqlite }: Database): void {
  try {
    const [row] = sqlite.prepare("PRAGMA integrity_check(scopes)").all();
    if (row?.integrity_check !== "ok") sqlite.exec("REINDEX scopes");
  } catch (error) {
    // Then the rows themselves are damaged, which shows in their checksums.
    if (!isDamage(error) && !/constraint/.test(String(error))) throw error;
  }
}
