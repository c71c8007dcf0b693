// The results CORRUPT and NOTADB of SQLite, in the lowest byte of an extended result.
const DAMAGE_CODES = [11, 26];
export const PRIMARY_CODE = 0xff;
// SQLite's words for the same two results: an error of `exec` has no code.
const DAMAGE_WORDS = [
  "database disk image is malformed",
  "malformed database schema",
  "file is not a database",
];
// node:sqlite throws this for a large integer. The store never writes one as large.
const UNWRITTEN_INTEGER = "Value is too large to be represented as a JavaScript number";

/** A part of the database isn't what was written. */
export class DamageError extends Error {
  override readonly name = "DamageError";
}

/**
 * Returns true for an error that only damage of the file explains. Other errors, like a missing
 * column or an offset out of bounds, are bugs: checksums are compared before anything is decoded,
 * and the columns are checked when the database is opened.
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
