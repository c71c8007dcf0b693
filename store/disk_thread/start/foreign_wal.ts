import { DatabaseSync } from "node:sqlite";
import type { Generations, KnownGenerations } from "../folder/generations.ts";
import { MetaTable } from "../tables/meta_table.ts";
import { StoreError } from "../../store_error.ts";

/**
 * Refuses a database that somebody has copied over the files of a crash. SQLite would apply the
 * write-ahead log of the other database to it, and so damage both.
 *
 * The database's file is read without its log, and before this process locks it: closing a second
 * handle would release the lock (https://www.sqlite.org/howtocorrupt.html, section 2.2).
 *
 * @throws {StoreError} A sentence that says which files to move.
 */
export function refuseForeignWal(databasePath: string, generations: Generations): void {
  if (sizeOf(`${databasePath}-wal`) === 0) return;
  const inFile = generationsIn(databasePath);
  if (inFile === undefined || !generations.isForeign(inFile)) return;
  const folder = databasePath.slice(0, databasePath.lastIndexOf("/"));
  throw new StoreError(
    `${databasePath} isn't the database to which ${databasePath}-wal belongs: a copy was put over the files of a crash. To use the copy, move all other files named hubbub.* out of ${folder}; to use what the crash left, put its own hubbub.db back.`,
  );
}

/** Returns the generations that a database's file names; undefined if it can't be read by itself. */
function generationsIn(path: string): KnownGenerations | undefined {
  let sqlite: DatabaseSync | undefined;
  try {
    sqlite = new DatabaseSync(uriOf(path), { readOnly: true });
    return new MetaTable(sqlite).get();
  } catch {
    // Damage, an older schema, or another process at work: opening it says which.
    return undefined;
  } finally {
    sqlite?.close();
  }
}

/** Returns the URI that makes SQLite read a file without its log and without locks. */
function uriOf(path: string): string {
  const escaped = encodeURI(path).replaceAll("?", "%3f").replaceAll("#", "%23");
  return `file:${escaped}?immutable=1`;
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}
