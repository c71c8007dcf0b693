import { sentenceOf } from "../errors/error_sentence.ts";
import { StoreError } from "../../store_error.ts";

/** All that hubbub keeps in its data folder has a name that starts so. */
export const OWN_PREFIX = "hubbub.";

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const OTHERS = 0o077;

/** Settings of a {@linkcode DataFolder}. */
export interface DataFolderOptions {
  /** The folder is looked at no more often than this, in milliseconds. */
  readonly checkMs: number;
  /** Takes a sentence for the operator. */
  readonly warn: (sentence: string) => void;
}

/** A file that is open, and what tells it from another of the same name. */
interface OpenFile {
  readonly path: string;
  readonly ino: number | null;
}

/**
 * The folder that holds passwords' hashes and direct messages: only the user who runs the server may
 * read it. Files that are already there lose the rights that others have on them; the folder itself
 * does so only where it holds nothing of anybody else, since `--data .` may name a shared one.
 *
 * Windows has no such modes: there a file has the rights of its folder, which is the user's own.
 */
export class DataFolder {
  readonly #options: DataFolderOptions;
  readonly #files: OpenFile[] = [];
  #checkedMs = -Infinity;

  /**
   * Creates the folder where it is missing.
   *
   * @throws {StoreError} Why it can't be used.
   */
  constructor(readonly path: string, options: DataFolderOptions) {
    this.#options = options;
    createFolder(path);
    this.#closeToOthers();
  }

  /**
   * Creates a file that is empty and that only its owner may read, unless it is there.
   *
   * @throws {Error} What the system says.
   */
  prepareFile(path: string): void {
    Deno.openSync(path, { read: true, write: true, create: true, mode: FILE_MODE }).close();
    // A strict umask may have taken its owner's rights too.
    if (hasModes() && (Deno.statSync(path).mode! & 0o777) === 0) Deno.chmodSync(path, FILE_MODE);
  }

  /** From now on this file has to stay there. */
  watch(path: string): void {
    this.#files.push({ path, ino: Deno.statSync(path).ino });
  }

  /**
   * An open file that was removed still takes what is written to it, and loses it at the end. So
   * before something is acknowledged the folder is looked at, now and then: it takes 8 µs a file.
   *
   * @throws {StoreError} Where a file is gone, or another is in its place.
   */
  check(): void {
    const nowMs = performance.now();
    if (nowMs - this.#checkedMs < this.#options.checkMs) return;
    this.checkNow();
    this.#checkedMs = nowMs;
  }

  /** The same, at once. */
  checkNow(): void {
    for (const file of this.#files) {
      if (isThere(file)) continue;
      throw new StoreError(
        `${file.path} was removed or replaced while the server was running, so nothing is kept any more: stop the server, restore the data folder from a backup where there is one, and start again.`,
      );
    }
  }

  #closeToOthers(): void {
    if (!hasModes()) return;
    const files = [...Deno.readDirSync(this.path)];
    for (const { name, isFile } of files) {
      if (isFile && name.startsWith(OWN_PREFIX)) this.#restrict(`${this.path}/${name}`);
    }
    if (files.every(({ name }) => name.startsWith(OWN_PREFIX))) this.#restrict(this.path);
  }

  #restrict(path: string): void {
    const { mode } = Deno.statSync(path);
    if (mode === null || (mode & OTHERS) === 0) return;
    try {
      Deno.chmodSync(path, mode & 0o777 & ~OTHERS);
    } catch {
      // Whatever the system says, the mode stays as it is, which is what the operator has to know.
      this.#options.warn(
        `Other users of this machine can read ${path}, and this user can't change that: give the file to the user who runs the server (chown), or mount the disk with a mode for that user alone.`,
      );
    }
  }
}

function createFolder(path: string): void {
  try {
    Deno.mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw new StoreError(sentenceOf(error, path));
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      `The data folder can't be created: ${why}. Name another with --data, or keep nothing with --data off.`,
    );
  }
}

function isThere({ path, ino }: OpenFile): boolean {
  try {
    return Deno.statSync(path).ino === ino;
  } catch (error) {
    // Any other error says nothing of the file that is open: it may well be there.
    return !(error instanceof Deno.errors.NotFound);
  }
}

function hasModes(): boolean {
  return Deno.build.os !== "windows";
}
