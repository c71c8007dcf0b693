import type { PartialFile } from "./partial_file.ts";
import { removeIfThere, writeSynced } from "../folder/file_on_disk.ts";
import type { FolderOptions } from "../folder/folder_storage.ts";
import { FreeSpace } from "../folder/free_space.ts";
import { Rests } from "../folder/rests.ts";

const FOLDER_MODE = 0o700;

/** A file that comes in parts, as it lies on the disk. */
export interface StoredPartial {
  readonly file: PartialFile;
  /** Bytes that are there. */
  readonly size: number;
  /** The wall time of the last byte, in milliseconds. */
  readonly touchedMs: number;
}

/** Appends to a file that comes in parts. */
export interface PartialSink {
  write(bytes: Uint8Array): Promise<void>;
  /** Syncs what was written. From then on it survives a power cut. */
  close(): Promise<void>;
}

/**
 * The files that come in parts, in a folder: `ID` has the bytes that are there, and `ID.json` what was
 * said of the file. The latter is there first, and goes last.
 */
export class PartialFolder {
  readonly path: string;
  readonly #rests: Rests;
  readonly #free: FreeSpace;

  constructor({ path, isShared, wallMs }: FolderOptions) {
    this.path = path;
    this.#rests = new Rests({ isShared, wallMs });
    this.#free = new FreeSpace(path);
  }

  /** Returns the files that are there. Bytes that nothing is known of are removed on the way. */
  async *list(): AsyncIterable<StoredPartial> {
    await Deno.mkdir(this.path, { recursive: true, mode: FOLDER_MODE });
    const names = (await Array.fromAsync(Deno.readDir(this.path))).map(({ name }) => name);
    const known = new Set(names);
    for (const name of names) {
      const id = /^([0-9a-z]{32})\.json$/.exec(name)?.[1];
      if (id === undefined && known.has(`${name}.json`)) continue;
      const found = id === undefined ? undefined : await this.find(id);
      if (found !== undefined) yield found;
      else await this.#rests.remove(`${this.path}/${name}`);
    }
  }

  /** Returns what is there of a file; undefined where nothing is. */
  async find(id: string): Promise<StoredPartial | undefined> {
    try {
      const file: PartialFile = JSON.parse(await Deno.readTextFile(this.#recordOf(id)));
      const { size, mtime } = await Deno.stat(this.#pathOf(id));
      return { file, size, touchedMs: mtime?.getTime() ?? file.createdMs };
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /** Begins a file. From then on it survives a crash. */
  async create(file: PartialFile): Promise<void> {
    const record = new TextEncoder().encode(JSON.stringify(file));
    await writeSynced(`${this.#recordOf(file.id)}.new`, record);
    await writeSynced(this.#pathOf(file.id), new Uint8Array(0));
    await Deno.rename(`${this.#recordOf(file.id)}.new`, this.#recordOf(file.id));
    if (Deno.build.os === "windows") return;
    using folder = await Deno.open(this.path);
    await folder.sync();
  }

  /** Appends behind the bytes that are there. */
  async append(id: string, offset: number): Promise<PartialSink> {
    const file = await Deno.open(this.#pathOf(id), { write: true });
    await file.seek(offset, Deno.SeekMode.Start);
    return {
      async write(bytes) {
        for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      },
      async close() {
        try {
          await file.sync();
        } finally {
          file.close();
        }
      },
    };
  }

  /** Opens a file's bytes, to read them from the begin. */
  async open(id: string): Promise<Deno.FsFile> {
    return await Deno.open(this.#pathOf(id));
  }

  /** Returns the free bytes; undefined where nobody can tell. */
  freeBytes(): Promise<number | undefined> {
    return this.#free.bytes();
  }

  /** Removes a file. Does nothing where there is none. */
  async remove(id: string): Promise<void> {
    await removeIfThere(this.#pathOf(id));
    await removeIfThere(this.#recordOf(id));
  }

  #pathOf(id: string): string {
    return `${this.path}/${id}`;
  }

  #recordOf(id: string): string {
    return `${this.path}/${id}.json`;
  }
}
