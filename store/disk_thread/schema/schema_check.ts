import { DatabaseSync } from "node:sqlite";
import { DamageError } from "../errors/damage_error.ts";
import { migrate, type Migration } from "./migrations.ts";

const COLUMNS = `SELECT t.name || '.' || c.name AS name
  FROM sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table'`;

/**
 * Checks that the database has the columns that the migrations made. SQLite keeps their names as
 * text: after a flipped bit, a right query would seem to be wrong.
 *
 * @throws {DamageError} A column is missing.
 */
export function checkSchema(sqlite: DatabaseSync, migrations: readonly Migration[]): void {
  using written = new DatabaseSync(":memory:");
  for (const migration of migrations) migrate(written, migration);
  const found = columnsOf(sqlite);
  for (const name of columnsOf(written)) {
    if (!found.has(name)) throw new DamageError(`The column ${name} isn't there.`);
  }
}

function columnsOf(sqlite: DatabaseSync): Set<string> {
  return new Set(sqlite.prepare(COLUMNS).all().map(({ name }) => name as string));
}
