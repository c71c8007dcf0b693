import { isDamage } from "../errors/damage_error.ts";
import type { DamageReport } from "../errors/damage_report.ts";
import { isSameDigest } from "./table_digest.ts";
import type { Database } from "../tables/database.ts";
import type { MetaTable } from "../tables/meta_table.ts";
import { digestOfScopes, type ScopeTable } from "../tables/scope_table.ts";

/**
 * Checks the row of each scope, at each start: the history of a scope whose row can't be found
 * would be empty, and seem complete. If a row is missing, nobody knows which, so all messages until
 * now are declared incomplete.
 */
export function checkScopes({ database, scopes, meta, report }: ScopeCheckOptions): void {
  repairIndex(database);
  const known = [];
  try {
    for (const row of scopes.all()) known.push(row);
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  const found = digestOfScopes(known);
  const isFindable = known.every(({ id, name }) => idOf(scopes, name) === id);
  if (isFindable && isSameDigest(found, meta.get().scopes)) {
    // A damaged row that is there declares itself.
    if (known.some(({ isSound }) => !isSound)) report.scopes();
    return;
  }
  report.scopes();
  database.transact(() => {
    meta.markEvicted(meta.get().reservedUntil);
    meta.write({ scopes: found });
  });
}

/** The parts that {@linkcode checkScopes} reads and repairs. */
export interface ScopeCheckOptions {
  readonly database: Database;
  readonly scopes: ScopeTable;
  readonly meta: MetaTable;
  readonly report: DamageReport;
}

function idOf(scopes: ScopeTable, name: string): number | undefined {
  try {
    return scopes.byName(name)?.id;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return undefined;
  }
}

/** Rebuilds the index of the scopes' names if it is damaged. */
function repairIndex({ sqlite }: Database): void {
  try {
    const [row] = sqlite.prepare("PRAGMA integrity_check(scopes)").all();
    if (row?.integrity_check !== "ok") sqlite.exec("REINDEX scopes");
  } catch (error) {
    // The rows themselves are damaged then, which their checksums show.
    if (!isDamage(error) && !/constraint/.test(String(error))) throw error;
  }
}
