import { sentenceOf } from "../errors/error_sentence.ts";
import { StoreError } from "../../store_error.ts";
import { OWN_PREFIX } from "./data_folder.ts";

const FILE_PREFIX = `${OWN_PREFIX}generation-`;
const NEW_FILE_NAME = `${OWN_PREFIX}new-generation`;
// So that to write what a stop adds takes no further room: the disk may be full then.
const FILE_BYTES = 256;

const encoder = new TextEncoder();

/** The content of a generation's file: it describes the database beside it. */
interface Note {
  /** The birth of the database's file, in milliseconds; its inode where the system tells no birth. */
  readonly born: number;
  /** After a stop in good order: how the file was left. */
  readonly closed?: { readonly sizeBytes: number; readonly modifiedMs: number };
}

/** The generations that a database names. */
export interface KnownGenerations {
  /** Empty where a version wrote it that had none. */
  readonly generation: string;
  readonly earlierGeneration: string;
}

/**
 * Tells a data folder that goes on from one that was put back, where numbers that were given once
 * would be given again.
 *
 * Whenever numbers are reserved, a generation begins: the database names it, and a file does so by
 * its name, in which it notes how the database's file can be recognized. A copy that is put back has
 * another file, with another birth; or it lies beside the file of a generation that its database
 * doesn't know; or its database's file isn't as the last stop left it. What copies of any kind keep,
 * like content, size, mode or time of change, isn't relied on alone.
 */
export class Generations {
  readonly #folderPath: string;
  readonly #databasePath: string;
  /** As it was before anybody opened the database. */
  readonly #found: ReadonlyMap<string, Note | undefined>;
  readonly #database: Deno.FileInfo | undefined;

  constructor(folderPath: string, databasePath: string) {
    this.#folderPath = folderPath;
    this.#databasePath = databasePath;
    this.#found = new Map(this.#ids().map((id) => [id, readNote(this.#pathOf(id))]));
    this.#database = statOf(databasePath);
  }

  /** True where this is the folder that the database was last used in, as it was left. */
  isContinued({ generation, earlierGeneration }: KnownGenerations): boolean {
    if (generation === "") return this.#found.size === 0;
    for (const [id, note] of this.#found) {
      // A crash may have come before the newer one's file was made, or the older one's removed.
      if (id !== generation && id !== earlierGeneration) return false;
      if (note === undefined || note.born !== this.#born) return false;
      // The database that knows a newer one has been written to since the older one's stop.
      if (id === generation && !this.#isAsLeft(note)) return false;
    }
    return this.#found.size > 0;
  }

  /**
   * Makes the file of a generation that the database knows by now, and removes all others.
   *
   * @throws {Error} What the system says.
   */
  begin(id: string): void {
    const newPath = `${this.#folderPath}/${NEW_FILE_NAME}`;
    writeNote(newPath, { born: bornOf(Deno.statSync(this.#databasePath)) });
    // Under its name it is there as a whole, or a kill would pass for a copy that was put back.
    Deno.renameSync(newPath, this.#pathOf(id));
    this.#removeOthers(id);
  }

  /**
   * Does what a kill or a full disk has left undone since the database's generation began: it names
   * two, so before a third begins there is the newer one's file alone.
   *
   * @throws {Error} What the system says.
   */
  complete(id: string): void {
    if (id === "") return;
    if (this.#has(id)) this.#removeOthers(id);
    else this.begin(id);
  }

  /**
   * Notes how the database was left, once it is closed.
   *
   * @throws {Error} What the system says.
   */
  close(id: string): void {
    const info = Deno.statSync(this.#databasePath);
    writeNote(this.#pathOf(id), { born: bornOf(info), closed: stateOf(info) });
  }

  get #born(): number | undefined {
    return this.#database && bornOf(this.#database);
  }

  #has(id: string): boolean {
    return statOf(this.#pathOf(id)) !== undefined;
  }

  #removeOthers(id: string): void {
    for (const other of this.#ids()) if (other !== id) Deno.removeSync(this.#pathOf(other));
  }

  #isAsLeft({ closed }: Note): boolean {
    if (closed === undefined || this.#database === undefined) return true;
    const { sizeBytes, modifiedMs } = stateOf(this.#database);
    return closed.sizeBytes === sizeBytes && closed.modifiedMs === modifiedMs;
  }

  #ids(): string[] {
    return [...Deno.readDirSync(this.#folderPath)].map(({ name }) => name)
      .filter((name) => name.startsWith(FILE_PREFIX))
      .map((name) => name.slice(FILE_PREFIX.length));
  }

  #pathOf(id: string): string {
    return `${this.#folderPath}/${FILE_PREFIX}${id}`;
  }
}

/** A name for a generation that no other has. */
export function newGeneration(): string {
  return crypto.randomUUID().slice(0, 13);
}

function writeNote(path: string, note: Note): void {
  using file = Deno.openSync(path, { write: true, create: true, mode: 0o600 });
  file.writeSync(encoder.encode(JSON.stringify(note).padEnd(FILE_BYTES)));
  file.syncSync();
}

function readNote(path: string): Note | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(path)) ?? undefined;
  } catch (error) {
    // A damaged note recognizes no database.
    if (error instanceof SyntaxError) return undefined;
    throw new StoreError(sentenceOf(error, path));
  }
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function bornOf({ birthtime, ino }: Deno.FileInfo): number {
  return birthtime?.getTime() ?? ino ?? 0;
}

function stateOf({ size, mtime }: Deno.FileInfo): { sizeBytes: number; modifiedMs: number } {
  return { sizeBytes: size, modifiedMs: mtime?.getTime() ?? 0 };
}
