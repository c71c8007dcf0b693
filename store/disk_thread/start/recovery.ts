import { isDamage } from "../errors/damage_error.ts";
import { sentenceOf } from "../errors/error_sentence.ts";
import type { Flusher } from "../flush/flusher.ts";
import { Journal, JOURNAL_NAME } from "../journal/journal.ts";
import { readJournal } from "../journal/journal_content.ts";
import type { Database } from "../tables/database.ts";
import { MetaTable } from "../tables/meta_table.ts";
import { RESTORING_NAME } from "../../archive/tar.ts";
import type { StoreLimits } from "../../limits.ts";
import { StoreError } from "../../store_error.ts";

/**
 * Refuses a folder without a database, but with a journal or a write-ahead log: a new database
 * would overwrite them. Refuses the rest of a restore, too, since a new hub would stand in its place.
 *
 * @throws {StoreError} A sentence that names the files.
 */
export function refuseOrphans(databasePath: string, dataDir: string): void {
  if (sizeOf(databasePath) > 0) return;
  const restoring = `${dataDir}/${RESTORING_NAME}`;
  if (sizeOf(restoring) > 0) {
    throw new StoreError(
      `${restoring} is the rest of a restore that was interrupted: run "hubbub restore" again, or remove this file to begin anew.`,
    );
  }
  for (const path of [`${dataDir}/${JOURNAL_NAME}`, `${databasePath}-wal`]) {
    if (sizeOf(path) === 0) continue;
    throw new StoreError(
      `${path} holds messages, but ${databasePath}, to which it belongs, is missing or empty: restore the data folder from a backup, or move this file out of the way to begin anew.`,
    );
  }
}

function sizeOf(path: string): number {
  try {
    const { size, isFile } = Deno.statSync(path);
    return isFile ? size : 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw new StoreError(sentenceOf(error, path));
  }
}

/**
 * Flushes the records that a crash left in the journal, and begins a new journal.
 *
 * @param onLost Called if messages up to a number may be missing.
 * @returns The journal, and the newest number that was in the old one; 0 if it was empty.
 * @throws {StoreError} The reason why one of the two files can't be used.
 */
export function openJournal(
  { folder, path: databasePath }: Database,
  meta: MetaTable,
  flusher: Flusher,
  { journalMaxBytes: sizeBytes }: StoreLimits,
  onLost: (untilSeq: number) => void,
): { readonly journal: Journal; readonly newestSeq: number } {
  const path = `${folder.path}/${JOURNAL_NAME}`;
  try {
    const { journalKey, journalStart, journalBytes, hasJournalEnd } = meta.get();
    const { records, lostUntilSeq } = readJournal(path, {
      key: journalKey,
      start: journalStart,
      sizeBytes: journalBytes,
      hasEnd: hasJournalEnd,
    });
    const newestSeq = records.at(-1)?.chunks.at(-1)?.lastSeq ?? 0;
    // First, since the next start sees no gap once the records around it are in the tables.
    if (lostUntilSeq !== undefined) onLost(lostUntilSeq);
    flusher.flushAll(records);
    const [key] = crypto.getRandomValues(new Uint32Array(1));
    // Before the file is overwritten, since its first marks lie over the end of an empty journal. A
    // kill in between leaves a file without an end mark, which is no loss: all records are in the
    // tables.
    meta.restartJournal(key, sizeBytes);
    const journal = new Journal(path, { key, sizeBytes });
    meta.confirmJournal();
    folder.watch(path);
    return { journal, newestSeq };
  } catch (error) {
    throw new StoreError(sentenceOf(error, isDamage(error) ? databasePath : path));
  }
}

/**
 * Opens the table with the facts about the log as a whole.
 *
 * @throws {StoreError} The row is damaged: the server could give numbers twice.
 */
export function openMeta({ sqlite, path }: Database): MetaTable {
  try {
    return new MetaTable(sqlite);
  } catch (error) {
    if (!isDamage(error)) throw error;
    throw new StoreError(sentenceOf(error, path));
  }
}
