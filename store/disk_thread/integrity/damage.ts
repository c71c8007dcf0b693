// SQLite's own words for a page that makes no sense, and those of whoever reads a row that makes none.
const WORDS = ["malformed", "no such column", "no such table", "out of range", "too large"];

/** A part of the database doesn't make sense: it isn't what was written. */
export class DamageError extends Error {
  override readonly name = "DamageError";
}

/** True for an error which says that something was read that wasn't written so. */
export function isDamage(error: unknown): boolean {
  if (error instanceof DamageError || error instanceof RangeError) return true;
  const message = error instanceof Error ? error.message : "";
  return WORDS.some((words) => message.includes(words));
}
