import { FILE_PREFIX } from "./generations.ts";
import { JOURNAL_NAME } from "../journal/journal.ts";
import { INDEX_NAME, removeIndexFiles } from "../search/index_file.ts";
import { FILE_NAME } from "../tables/database.ts";

/**
 * Removes the files of a store that is closed. The database goes last: it says that the folder holds
 * nothing to go on from.
 *
 * @throws {Error} The error of the system.
 */
export function removeStoreFiles(dataDir: string): void {
  const names = [...Deno.readDirSync(dataDir)].map(({ name }) => name);
  for (const name of names) {
    if (name.startsWith(FILE_PREFIX) || name === JOURNAL_NAME) {
      Deno.removeSync(`${dataDir}/${name}`);
    }
  }
  removeIndexFiles(`${dataDir}/${INDEX_NAME}`);
  for (const name of [`${FILE_NAME}-shm`, `${FILE_NAME}-wal`, FILE_NAME]) {
    if (names.includes(name)) Deno.removeSync(`${dataDir}/${name}`);
  }
}
