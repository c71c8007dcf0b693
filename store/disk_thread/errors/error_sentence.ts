import { isDamage, PRIMARY_CODE, type SqliteError } from "./damage_error.ts";
import { StoreError } from "../../store_error.ts";

// The results PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL and NOLFS of
// SQLite.
const SYSTEM_CODES = [3, 5, 6, 7, 8, 10, 13, 14, 15, 22];

// The words of SQLite, which are part of its stable interface (node:sqlite has no codes for all
// errors), and the numbers that Deno appends to the kernel's errors.
const ADVICE: readonly (readonly [words: string, sentence: (path: string) => string])[] = [
  [
    "database is locked",
    (path) =>
      `${path} is in use by another process: stop that one, or give this one its own folder with --data.`,
  ],
  [
    "file is not a database",
    (path) =>
      `${path} isn't a database, or is damaged: restore it from a backup, move it out of the way, or name another folder with --data.`,
  ],
  [
    "unable to open database file",
    (path) =>
      `${path} can't be opened: make its folder writable for this user, or name another with --data.`,
  ],
  [
    "readonly database",
    (path) =>
      `${path} can't be written: make it and its folder writable for this user, or name another with --data.`,
  ],
  [
    "database or disk is full",
    (path) => `The disk that holds ${path} is full: free some space.`,
  ],
  [
    "(os error 28)",
    (path) => `The disk that holds ${path} is full: free some space.`,
  ],
  [
    "(os error 122)",
    (path) => `This user may have no more on the disk that holds ${path}: free some space.`,
  ],
  [
    "(os error 30)",
    (path) =>
      `The disk that holds ${path} is read-only: mount it writable, or name another folder with --data.`,
  ],
  [
    "(os error 13)",
    (path) =>
      `${path} can't be opened: make it and its folder writable for this user, or name another with --data.`,
  ],
  [
    "(os error 5)",
    (path) => `The disk that holds ${path} reports an error: check it (dmesg may say more).`,
  ],
  [
    "(os error 2)",
    (path) =>
      `${path} can't be opened: make its folder writable for this user, or name another with --data.`,
  ],
  [
    "(os error 20)",
    (path) => `${path} can't be there: a part of its path is a file. Name a folder with --data.`,
  ],
  [
    "(os error 21)",
    (path) => `${path} is a folder: move it out of the way, or name another folder with --data.`,
  ],
  [
    "(os error 27)",
    (path) => `${path} is larger than this system lets a file be: raise that limit (ulimit -f).`,
  ],
  [
    "disk I/O error",
    (path) => `The disk that holds ${path} reports an error: check it (dmesg may say more).`,
  ],
];

/** Says that a file is so damaged that it can't be used. */
function damagedSentence(path: string): string {
  return `${path} is damaged: restore the data folder from a backup, or move the file out of the way, or name another folder with --data.`;
}

/**
 * Says in one sentence what went wrong with the file at `path`. An error that neither the system nor
 * the settings explain is reported as a bug that has stopped `task`.
 */
export function sentenceOf(error: unknown, path: string, task = `the work on ${path}`): string {
  if (isBug(error)) return bugSentence(task, error);
  return adviceOn(error, path) ?? `${path} fails: ${messageOf(error)}.`;
}

/** Returns true for an error that neither the system nor the settings explain. */
export function isBug(error: unknown): boolean {
  return adviceOn(error, "") === undefined && !isSystemError(error);
}

/** Says in one sentence that a bug in hubbub has stopped a task. */
export function bugSentence(task: string, error: unknown): string {
  return `A bug in hubbub has stopped ${task}: ${error}. Please report this line.`;
}

/** Says in one sentence what the operator can do about an error; undefined for an unknown one. */
function adviceOn(error: unknown, path: string): string | undefined {
  if (error instanceof StoreError) return error.message;
  if (error instanceof Deno.errors.NotCapable) {
    return `This process may not use ${path}: allow its folder with --allow-read and --allow-write.`;
  }
  const message = messageOf(error);
  for (const [words, sentence] of ADVICE) {
    if (message.includes(words)) return sentence(path);
  }
  return isDamage(error) ? damagedSentence(path) : undefined;
}

/** Returns true for an error of the kernel, or of SQLite, that no bug causes. */
function isSystemError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode }: SqliteError = error;
  if (errcode !== undefined) return SYSTEM_CODES.includes(errcode & PRIMARY_CODE);
  return error.message.includes("(os error ");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
