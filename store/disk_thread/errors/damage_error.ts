// The results CORRUPT and NOTADB of SQLite, in the lowest byte of its extended ones.
const DAMAGE_CODES = [11, 26];
export const PRIMARY_CODE = 0xff;
// SQLite's own words for the same two: an error of `exec` has no code.
const DAMAGE_WORDS = [
  "database disk image is malformed",
  "malformed database schema",
  "file is not a database",
];
// node:sqlite says so of an integer that it read; no integer that was written is as large.
const UNWRITTEN_INTEGER = "Value is too large to be represented as a JavaScript number";

/** A part of the database doesn't make sense: it isn't what was written. */
export class DamageError extends Error {
  override readonly name = "DamageError";
}

/**
 * True for an error which says that something was read that wasn't written so. Other errors, like one
 * for a column that isn't there or an offset out of bounds, are bugs of ours: whatever is decoded has
 * its checksum looked at first, and the columns are looked at when the database is opened.
 */
export function isDamage(error: unknown): boolean {
  if (error instanceof DamageError) return true;
  if (!(error instanceof Error)) return false;
  const { message, code, errcode }: SqliteError = error;
  if (code === "ERR_OUT_OF_RANGE") return message.startsWith(UNWRITTEN_INTEGER);
  if (code !== "ERR_SQLITE_ERROR") return false;
  if (errcode !== undefined) return DAMAGE_CODES.includes(errcode & PRIMARY_CODE);
  return DAMAGE_WORDS.some((words) => message.startsWith(words));
}

/** An error as node:sqlite throws it. */
export interface SqliteError extends Error {
  readonly code?: string;
  /** SQLite's extended result. */
  readonly errcode?: number;
}
