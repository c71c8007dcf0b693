import { sentenceOf } from "../errors/error_sentence.ts";
import { OWN_PREFIX } from "./data_folder.ts";
import { StoreError } from "../../store_error.ts";

/** The names of the generations' files begin with this. */
export const FILE_PREFIX = `${OWN_PREFIX}generation-`;
const NEW_FILE_NAME = `${OWN_PREFIX}new-generation`;
// The size of the file, in bytes. A stop rewrites it without more room: the disk may be full then.
const FILE_BYTES = 256;

const encoder = new TextEncoder();

/**
 * Detects that a data folder was put back from a copy. Numbers that were given since the copy was
 * made would be given a second time.
 *
 * Each reservation of numbers begins a generation. The database names it, and so does the name of a
 * file, which describes the database's file. A copy that was put back shows in one of three ways.
 * Its database is another file, with another birth time. Or it lies beside the file of a generation
 * that its database doesn't know. Or its database isn't as the last stop left it. Copies of some
 * kinds keep content, size, mode and times, so none of these is relied on alone.
 */
export class Generations {
  readonly #folderPath: string;
  readonly #databasePath: string;
  /** The files as they were before the database was opened. */
  readonly #found: ReadonlyMap<string, Note | undefined>;
  readonly #database: Deno.FileInfo | undefined;

  constructor(folderPath: string, databasePath: string) {
    this.#folderPath = folderPath;
    this.#databasePath = databasePath;
    this.#found = new Map(this.#ids().map((id) => [id, readNote(this.#pathOf(id))]));
    this.#database = statOf(databasePath);
  }

  /** Returns true if this is the folder that the database was last used in, as it was left. */
  isContinued({ generation, earlierGeneration }: KnownGenerations): boolean {
    if (generation === "") return this.#found.size === 0;
    for (const [id, note] of this.#found) {
      // A crash may have left the older file, or both files.
      if (id !== generation && id !== earlierGeneration) return false;
      if (note === undefined || note.born !== this.#born) return false;
      // A database that knows a newer generation was written to since the older generation's stop.
      if (id === generation && !this.#isAsLeft(note)) return false;
    }
    return this.#found.size > 0;
  }

  /**
   * Returns true if the database's file, without its write-ahead log, is of none of the generations
   * here. The log then belongs to another file.
   *
   * @param inFile The generations that the file itself names.
   */
  isForeign({ generation, earlierGeneration }: KnownGenerations): boolean {
    const ids = [...this.#found].filter(([, note]) => note?.isInFile).map(([id]) => id);
    // An older version didn't see to it that the file itself names its generation.
    return ids.length > 0 && !ids.includes(generation) && !ids.includes(earlierGeneration);
  }

  /**
   * Creates the file of a generation that the database knows, and removes all others.
   *
   * @param options `isInFile`: the database's file itself names the generation, not only its log.
   * @throws {Error} The error of the system.
   */
  begin(id: string, { isInFile }: { readonly isInFile: boolean }): void {
    const newPath = `${this.#folderPath}/${NEW_FILE_NAME}`;
    const born = bornOf(Deno.statSync(this.#databasePath));
    writeNote(newPath, { born, ...(isInFile && { isInFile: true }) });
    // The rename makes the whole file appear at once: a kill in between would look like a copy that
    // was put back.
    Deno.renameSync(newPath, this.#pathOf(id));
    this.#removeOthers(id);
  }

  /**
   * Completes the step that a kill or a full disk has interrupted. The database names two
   * generations, so only the newer file may be there before a third begins.
   *
   * @throws {Error} The error of the system.
   */
  complete(id: string): void {
    if (id === "") return;
    if (this.#has(id)) this.#removeOthers(id);
    else this.begin(id, { isInFile: false });
  }

  /**
   * Writes down the state in which the database was left, after it is closed.
   *
   * @throws {Error} The error of the system.
   */
  close(id: string): void {
    const info = Deno.statSync(this.#databasePath);
    // A stop in good order leaves no write-ahead log: the file has everything.
    writeNote(this.#pathOf(id), { born: bornOf(info), closed: stateOf(info), isInFile: true });
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

/** The content of a generation's file: it describes the database beside it. */
interface Note {
  /**
   * The birth time of the database's file, in milliseconds; its inode if the system has no birth
   * time.
   */
  readonly born: number;
  /** True if the database's file names this generation, even without its write-ahead log. */
  readonly isInFile?: true;
  /** The state of the database's file after a stop in good order. */
  readonly closed?: { readonly sizeBytes: number; readonly modifiedMs: number };
}

/** The generations that a database names. */
export interface KnownGenerations {
  /** Empty if an older version wrote the database. */
  readonly generation: string;
  readonly earlierGeneration: string;
}

/** Returns a new name for a generation. */
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
    // A damaged note describes no database.
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
