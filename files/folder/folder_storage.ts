import type { FileRange, FileSink, FileSource, FileStorage, StoredFile } from "../file_storage.ts";
import { FolderSink } from "./folder_sink.ts";
import { FreeSpace } from "./free_space.ts";
import { PartSource } from "./part_source.ts";
import { Rests, type RestsOptions } from "./rests.ts";
import { FILE_MODE, removeIfThere, writeSynced } from "./file_on_disk.ts";

const FOLDER_MODE = 0o700;
/** Of the ids: files lie in folders by these, since a folder of 100,000 files is slow. */
const PREFIX_CHARS = 2;

/**
 * Files in a folder: `ab/ID` has the bytes, and `ab/ID.json` what is remembered of them. The latter is
 * there last, so a file without it never became whole. Several nodes may share the folder.
 */
export class FolderStorage implements FileStorage {
  readonly path: string;
  readonly #rests: Rests;
  readonly #free: FreeSpace;

  constructor({ path, isShared, wallMs }: FolderOptions) {
    this.path = path;
    this.#rests = new Rests({ isShared, wallMs });
    this.#free = new FreeSpace(path);
  }

  async *list(): AsyncIterable<StoredFile> {
    await Deno.mkdir(this.path, { recursive: true, mode: FOLDER_MODE });
    for await (const { name, isDirectory } of Deno.readDir(this.path)) {
      if (!isDirectory || name.length !== PREFIX_CHARS) continue;
      yield* this.#listIn(name);
    }
  }

  async find(id: string): Promise<StoredFile | undefined> {
    try {
      return JSON.parse(await Deno.readTextFile(`${this.#pathOf(id)}.json`));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      // A half-written one can't be: it is put in its place whole.
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  async create(id: string): Promise<FileSink> {
    const path = this.#pathOf(id);
    await this.#createFolder(folderOf(path));
    const options = { write: true, createNew: true, mode: FILE_MODE };
    return new FolderSink(
      path,
      await Deno.open(`${path}.part`, options),
      (file) => this.update(file),
    );
  }

  async update(file: StoredFile): Promise<void> {
    const path = this.#pathOf(file.id);
    // Nothing is remembered of a file that was removed meanwhile.
    if (!await exists(path)) return;
    const bytes = new TextEncoder().encode(JSON.stringify(file));
    // Two nodes may write at once: each into a file of its own.
    const partPath = `${path}.json.${crypto.randomUUID()}.part`;
    await writeSynced(partPath, bytes);
    await Deno.rename(partPath, `${path}.json`);
    await syncFolder(folderOf(path));
  }

  async open(id: string, { start, end }: FileRange): Promise<FileSource | undefined> {
    let file: Deno.FsFile;
    try {
      file = await Deno.open(this.#pathOf(id));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
    if (start > 0) await file.seek(start, Deno.SeekMode.Start);
    return new PartSource(file, end - start);
  }

  async remove(id: string): Promise<void> {
    const path = this.#pathOf(id);
    await removeIfThere(`${path}.json`);
    await removeIfThere(path);
  }

  freeBytes(): Promise<number | undefined> {
    return this.#free.bytes();
  }

  async *#listIn(prefix: string): AsyncIterable<StoredFile> {
    const folder = `${this.path}/${prefix}`;
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
    const known = new Set(names);
    for (const name of names) {
      const id = /^([0-9a-z]{32})\.json$/.exec(name)?.[1];
      const isWhole = id !== undefined ? known.has(id) : known.has(`${name}.json`);
      if (!isWhole) await this.#rests.remove(`${folder}/${name}`);
      else if (id !== undefined) {
        const file = await this.find(id);
        if (file !== undefined) yield file;
      }
    }
  }

  async #createFolder(path: string): Promise<void> {
    try {
      await Deno.mkdir(path, { mode: FOLDER_MODE });
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return;
      throw error;
    }
    await syncFolder(this.path);
  }

  #pathOf(id: string): string {
    return `${this.path}/${id.slice(0, PREFIX_CHARS)}/${id}`;
  }
}

/** A folder of files, and the nodes that write there. */
export interface FolderOptions extends RestsOptions {
  readonly path: string;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

/** A file's new name survives a power cut once its folder is synced. */
async function syncFolder(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using folder = await Deno.open(path);
  await folder.sync();
}
