import { DatabaseSync } from "node:sqlite";
import { dirname } from "node:path";
import { BackupError, reasonOf } from "./backup_error.ts";
import {
  DATABASE_ENTRY,
  FILES_PREFIX,
  MANIFEST_ENTRY,
  readTarHeader,
  RESTORING_NAME,
  TAR_HEADER_BYTES,
  tarPadding,
} from "./tar.ts";
import type { Manifest } from "./write_backup.ts";

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const PART_BYTES = 256 * 1024;
const MANIFEST_MAX_BYTES = 4096;
/** A file's path in its folder: no step upward, and nothing hidden. */
const SAFE_PATH = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** The content of a backup that was put into a folder. */
export interface Restored {
  readonly manifest: Manifest;
  readonly files: number;
}

/** The places of a restoration. */
export interface RestoreOptions {
  readonly path: string;
  /** Created where it is missing. It holds no hub yet. */
  readonly dataDir: string;
  /** The folder for the files that peers have sent. */
  readonly filesPath: string;
}

/**
 * Puts a backup into a folder, from which a server may start then. The server begins a new epoch, as
 * with every log that was put back.
 *
 * @throws {BackupError} The archive isn't whole, isn't one, or the folder holds a hub already.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { path, dataDir } = options;
  const databasePath = `${dataDir}/${DATABASE_ENTRY}`;
  if (await exists(databasePath)) {
    throw new BackupError(
      `${dataDir} holds a hub already: move that folder away, or name another with --data.`,
    );
  }
  using archive = await open(path);
  const restoringPath = `${dataDir}/${RESTORING_NAME}`;
  try {
    await Deno.mkdir(dataDir, { recursive: true, mode: FOLDER_MODE });
    const restored = await extract(new ArchiveReader(archive, path), options);
    checkDatabase(restoringPath, path);
    await Deno.rename(restoringPath, databasePath);
    return restored;
  } catch (error) {
    await Deno.remove(restoringPath).catch(() => {});
    const reason = reasonOf(error, dataDir);
    throw reason === undefined ? error : new BackupError(`Nothing was restored: ${reason}.`);
  }
}

async function extract(reader: ArchiveReader, options: RestoreOptions): Promise<Restored> {
  const { path, dataDir, filesPath } = options;
  let manifest: Manifest | undefined;
  let hasDatabase = false;
  let files = 0;
  for (let entry = await reader.next(); entry !== undefined; entry = await reader.next()) {
    const { name, sizeBytes } = entry;
    if (manifest === undefined) {
      if (name !== MANIFEST_ENTRY || sizeBytes > MANIFEST_MAX_BYTES) throw noBackup(path);
      manifest = parseManifest(await reader.text(sizeBytes), path);
    } else if (name === DATABASE_ENTRY) {
      await reader.writeTo(`${dataDir}/${RESTORING_NAME}`, sizeBytes);
      hasDatabase = true;
    } else if (name.startsWith(FILES_PREFIX) && SAFE_PATH.test(name.slice(FILES_PREFIX.length))) {
      await reader.writeTo(`${filesPath}/${name.slice(FILES_PREFIX.length)}`, sizeBytes);
      files++;
    } else throw noBackup(path);
  }
  if (manifest === undefined || !hasDatabase) throw noBackup(path);
  return { manifest, files };
}

/** Reads an archive from its beginning to its end. */
class ArchiveReader {
  constructor(readonly archive: Deno.FsFile, readonly path: string) {}

  /** Returns the next entry; undefined at the archive's end. */
  async next(): Promise<ReturnType<typeof readTarHeader>> {
    const block = await this.#read(TAR_HEADER_BYTES);
    try {
      return readTarHeader(block);
    } catch (error) {
      if (error instanceof SyntaxError) throw noBackup(this.path);
      throw error;
    }
  }

  async text(sizeBytes: number): Promise<string> {
    const bytes = await this.#read(sizeBytes);
    await this.#read(tarPadding(sizeBytes).length);
    return new TextDecoder().decode(bytes);
  }

  /** Writes an entry's content to a new file, and syncs it. */
  async writeTo(path: string, sizeBytes: number): Promise<void> {
    await Deno.mkdir(dirname(path), { recursive: true, mode: FOLDER_MODE });
    const options = { write: true, create: true, truncate: true, mode: FILE_MODE };
    using file = await Deno.open(path, options);
    for (let left = sizeBytes; left > 0;) {
      const bytes = await this.#read(Math.min(left, PART_BYTES));
      left -= bytes.length;
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    }
    await file.sync();
    await this.#read(tarPadding(sizeBytes).length);
  }

  async #read(count: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count;) {
      const read = await this.archive.read(bytes.subarray(at));
      if (read === null) {
        throw new BackupError(`${this.path} ends too early: it isn't a whole backup.`);
      }
      at += read;
    }
    return bytes;
  }
}

function parseManifest(text: string, path: string): Manifest {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(text);
  } catch {
    throw noBackup(path);
  }
  if (manifest?.format !== "hubbub backup") throw noBackup(path);
  if (manifest.version === 1) return manifest;
  throw new BackupError(`${path} was written by a newer hubbub: update this one.`);
}

function checkDatabase(databasePath: string, path: string): void {
  const damaged = new BackupError(`The database in ${path} is damaged: use an earlier backup.`);
  let answer: unknown;
  try {
    const sqlite = new DatabaseSync(databasePath);
    try {
      answer = sqlite.prepare("PRAGMA quick_check(1)").get()?.quick_check;
    } finally {
      sqlite.close();
    }
  } catch {
    throw damaged;
  }
  if (answer !== "ok") throw damaged;
}

function noBackup(path: string): BackupError {
  return new BackupError(`${path} is no backup of hubbub: name a file that "hubbub backup" wrote.`);
}

async function open(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BackupError(`The backup ${path} can't be read: ${why}`);
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
