import type { SQLInputValue, StatementSync } from "node:sqlite";
import { DamageError } from "../errors/damage_error.ts";

/**
 * Iterates over the rows of a query, one at a time. `iterate` of node:sqlite takes an error for the
 * end of the rows, so after the last row they are counted by a call that throws.
 *
 * @param count A query for the number of the same rows, as `count`. It runs only if the caller takes
 *   all rows.
 * @throws {DamageError} A page can't be read, so rows are missing.
 */
export function* completeRows(
  select: StatementSync,
  count: StatementSync,
  ...values: SQLInputValue[]
): Generator<Record<string, unknown>> {
  let taken = 0;
  for (const row of select.iterate(...values)) {
    yield row as Record<string, unknown>;
    taken++;
  }
  const expected = Number(count.get(...values)?.count);
  if (taken !== expected) throw new DamageError(`Of ${expected} rows ${taken} can be read.`);
}
