import type { Store } from "../store.ts";
import { StoreError } from "../store_error.ts";
import { BackupError, reasonOf } from "./backup_error.ts";
import { FILES_PREFIX, MANIFEST_ENTRY, TAR_END, tarHeader, tarPadding } from "./tar.ts";

const FILE_MODE = 0o600;
const PART_BYTES = 256 * 1024;

/** The stores that are backed up now. A second backup would write into the archive of the first. */
const underWay = new WeakSet<object>();

/** The first entry of an archive. */
export interface Manifest {
  readonly format: "hubbub backup";
  readonly version: 1;
  /** The log that it is a copy of. A hub that is restored begins another one. */
  readonly epoch: string;
  /** The newest number that was given when the backup began. */
  readonly lastSeq: number;
  readonly time: string;
}

/** The content of a backup that was made. */
export interface Backup {
  readonly sizeBytes: number;
  /** The newest number that was given when the backup began. */
  readonly lastSeq: number;
  readonly files: number;
}

/** The parts of a backup. */
export interface BackupOptions {
  readonly store: Pick<Store, "appendDatabase" | "history">;
  /** The archive, which is replaced once the new one is whole. */
  readonly path: string;
  /** The folder of files that peers have sent; undefined: there is none. */
  readonly filesPath: string | undefined;
  readonly wallMs: number;
}

/**
 * Writes an archive (tar) of everything that a hub keeps, while the hub goes on. It has every message
 * that was acknowledged before the call.
 *
 * @throws {BackupError} The archive can't be written; an earlier one at this path is untouched.
 */
export async function writeBackup(options: BackupOptions): Promise<Backup> {
  const { path, store } = options;
  const partPath = `${path}.partial`;
  if (underWay.has(store)) {
    throw new BackupError("No backup was made: Another backup is under way: wait for its end.");
  }
  underWay.add(store);
  try {
    const backup = await writeArchive(options, partPath);
    await Deno.rename(partPath, path);
    return backup;
  } catch (error) {
    removeFile(partPath);
    const reason = reasonOf(error, path);
    throw reason === undefined ? error : new BackupError(`No backup was made: ${reason}.`);
  } finally {
    underWay.delete(store);
  }
}

/**
 * Removes the part of an archive: the hub may need its room, since often its folder is on the same disk.
 * At once, since the process may be about to end.
 */
function removeFile(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Nothing was written.
  }
}

async function writeArchive(
  { store, filesPath, wallMs }: BackupOptions,
  partPath: string,
): Promise<Backup> {
  const { epoch, lastSeq } = store.history;
  const time = new Date(wallMs).toISOString();
  const manifest: Manifest = { format: "hubbub backup", version: 1, epoch, lastSeq, time };
  {
    await Deno.remove(partPath).catch(() => {});
    using archive = await Deno.open(partPath, { write: true, createNew: true, mode: FILE_MODE });
    const bytes = new TextEncoder().encode(`${JSON.stringify(manifest)}\n`);
    await writeAll(archive, tarHeader({ name: MANIFEST_ENTRY, sizeBytes: bytes.length }));
    await writeAll(archive, bytes);
    await writeAll(archive, tarPadding(bytes.length));
  }
  await store.appendDatabase(partPath);
  using archive = await Deno.open(partPath, { append: true });
  // Behind the database: a file is in its folder before its message is said.
  const files = filesPath === undefined ? 0 : await appendFiles(archive, filesPath);
  await writeAll(archive, TAR_END);
  await archive.sync();
  return { sizeBytes: (await archive.stat()).size, lastSeq, files };
}

/** Appends the files of a folder and of the folders in it. Returns their number. */
async function appendFiles(archive: Deno.FsFile, folder: string, prefix = ""): Promise<number> {
  let count = 0;
  for (const { name, isDirectory, isFile } of await entriesOf(`${folder}/${prefix}`)) {
    if (isDirectory) count += await appendFiles(archive, folder, `${prefix}${name}/`);
    // A part of a file that is still coming belongs to no message.
    else if (isFile && !name.endsWith(".part")) {
      if (
        await appendFile(archive, `${folder}/${prefix}${name}`, `${FILES_PREFIX}${prefix}${name}`)
      ) count++;
    }
  }
  return count;
}

async function entriesOf(path: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Returns false if the file is gone, since its message was deleted meanwhile. */
async function appendFile(archive: Deno.FsFile, path: string, name: string): Promise<boolean> {
  let source: Deno.FsFile;
  try {
    source = await Deno.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  using file = source;
  const { size: sizeBytes } = await file.stat();
  await writeAll(archive, tarHeader({ name, sizeBytes }));
  const part = new Uint8Array(PART_BYTES);
  for (let left = sizeBytes; left > 0;) {
    const count = await file.read(part.subarray(0, Math.min(left, PART_BYTES)));
    if (count === null) throw new StoreError(`${path} became shorter while it was copied`);
    await writeAll(archive, part.subarray(0, count));
    left -= count;
  }
  await writeAll(archive, tarPadding(sizeBytes));
  return true;
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
