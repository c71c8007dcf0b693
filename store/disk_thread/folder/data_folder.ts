import { sentenceOf } from "../errors/error_sentence.ts";
import { StoreError } from "../../store_error.ts";

/** The names of all hubbub's files begin with this. */
export const OWN_PREFIX = "hubbub.";

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const OTHERS = 0o077;

/**
 * The data folder, which only the user who runs the server may read: it holds hashes of passwords,
 * and direct messages. Files that are already there lose the rights of others. The folder itself
 * loses them only if it holds nothing but hubbub's files, since `--data .` may name a shared one.
 * It also checks that the open files stay there.
 *
 * Windows has no such modes: a file has the rights of its folder there, which is the user's own.
 */
export class DataFolder {
  readonly #options: DataFolderOptions;
  readonly #files: OpenFile[] = [];
  #checkedMs = -Infinity;

  /**
   * Creates the folder if it is missing.
   *
   * @throws {StoreError} The reason why it can't be used.
   */
  constructor(readonly path: string, options: DataFolderOptions) {
    this.#options = options;
    createFolder(path);
    this.#restrictAll();
  }

  /**
   * Creates an empty file that only its owner may read. Does nothing if the file is there.
   *
   * @throws {Error} The error of the system.
   */
  prepareFile(path: string): void {
    Deno.openSync(path, { read: true, write: true, create: true, mode: FILE_MODE }).close();
    // A strict umask may have removed the owner's rights too.
    if (hasModes() && (Deno.statSync(path).mode! & 0o777) === 0) Deno.chmodSync(path, FILE_MODE);
  }

  /** Makes {@linkcode DataFolder.check} watch this file. */
  watch(path: string): void {
    this.#files.push({ path, ino: Deno.statSync(path).ino });
  }

  /**
   * Checks that the files are still there, if the last check is old enough. A removed file that is
   * open still takes writes, and loses them at the end. So the committer checks before an
   * acknowledgement, now and then: a check costs 8 µs for each file.
   *
   * @throws {StoreError} A file is gone, or another is in its place.
   */
  check(): void {
    const nowMs = performance.now();
    if (nowMs - this.#checkedMs < this.#options.checkMs) return;
    this.checkNow();
    this.#checkedMs = nowMs;
  }

  /** Does the same at once. */
  checkNow(): void {
    for (const file of this.#files) {
      if (isThere(file)) continue;
      throw new StoreError(
        `${file.path} was removed or replaced while the server was running, so nothing is kept any more: stop the server, restore the data folder from a backup where there is one, and start again.`,
      );
    }
  }

  #restrictAll(): void {
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
      // The mode stays as it is, so the operator has to know.
      this.#options.warn(
        `Other users of this machine can read ${path}, and this user can't change that: give the file to the user who runs the server (chown), or mount the disk with a mode for that user alone.`,
      );
    }
  }
}

/** Settings of a {@linkcode DataFolder}. */
export interface DataFolderOptions {
  /** Shortest time between two checks of the files, in milliseconds. */
  readonly checkMs: number;
  /** Takes a sentence for the operator. */
  readonly warn: (sentence: string) => void;
}

/** An open file. Its inode tells it from another file of the same name. */
interface OpenFile {
  readonly path: string;
  readonly ino: number | null;
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
    // Any other error says nothing about the open file, which may well be there.
    return !(error instanceof Deno.errors.NotFound);
  }
}

function hasModes(): boolean {
  return Deno.build.os !== "windows";
}
