import { ChatError, limitKeyOf } from "../../hub/mod.ts";
import type { FileRoom } from "../file_room.ts";
import type { FileLimits } from "../limits.ts";
import type { StorageFailures } from "../storage_failures.ts";
import type { Upload } from "../upload.ts";
import { interrupted, type PartialPart, PartialUpload } from "./partial_upload.ts";
import type { PartialFile } from "./partial_file.ts";
import type { PartialFolder, StoredPartial } from "./partial_folder.ts";

/** Files that became whole lately, which a client may ask for whose last answer was lost. */
const MAX_FINISHED = 1_000;
/** Files that one sweep looks after. */
const FILES_PER_SWEEP = 20;
/** Bytes that are read at once when a file is whole. */
const PART_BYTES = 256 * 1024;

/** The parts that partial files work with. */
export interface PartialsOptions {
  readonly folder: PartialFolder;
  readonly room: FileRoom;
  readonly failures: StorageFailures;
  readonly limits: FileLimits;
  /** Makes an id of 32 letters and digits that nobody can guess. */
  readonly newId: () => string;
  /** The wall time in milliseconds. */
  readonly wallMs: () => number;
}

/** A file that has become whole. */
export interface FinishedPartial {
  /** In bytes. */
  readonly size: number;
  /** The answer to its sender. */
  readonly answer: string;
}

/**
 * Files that come in parts, over several connections and restarts of the server. A file's bytes lie
 * on the disk as they come. Its room is reserved from the begin, and given back when the file is whole
 * or has had no byte for too long.
 */
export class Partials {
  readonly #options: PartialsOptions;
  readonly #known = new Map<string, PartialUpload>();
  /** The files that aren't in the folder yet. */
  readonly #begun = new Set<string>();
  #round: Iterator<[string, PartialUpload]> = this.#known.entries();
  /** The oldest one first. */
  readonly #finished = new Map<string, FinishedPartial>();

  constructor(options: PartialsOptions) {
    this.#options = options;
  }

  /** The number of files that aren't whole yet. */
  get count(): number {
    return this.#known.size;
  }

  /** Reads which files are there. To be called once. */
  async load(): Promise<void> {
    const { folder } = this.#options;
    for await (const stored of folder.list()) {
      if (this.#isExpired(stored)) await folder.remove(stored.file.id);
      else this.#add(stored);
    }
  }

  /**
   * Begins a file.
   *
   * @throws {ChatError} What `FileRoom.reserve` refuses, or `file-limit`.
   */
  async create(
    request: Omit<PartialFile, "id" | "createdMs">,
    nowMs: number,
  ): Promise<StoredPartial> {
    const { folder, newId, room, wallMs } = this.#options;
    this.#checkCount(request.address);
    const file = { id: newId(), ...request, createdMs: wallMs() };
    this.#known.set(file.id, new PartialUpload(file, file.createdMs));
    this.#begun.add(file.id);
    try {
      await room.reserve(file, nowMs, folder).catch((error) => {
        this.#known.delete(file.id);
        throw error;
      });
      await folder.create(file).catch(async (error) => {
        await this.remove(file.id);
        throw this.#options.failures.notWritten(error);
      });
    } finally {
      this.#begun.delete(file.id);
    }
    return { file, size: 0, touchedMs: file.createdMs };
  }

  /**
   * Returns a file with the bytes that are there; undefined where there is none. A part that comes in
   * at that time is ended first: its client has lost the connection and asks where to go on.
   */
  async find(id: string): Promise<StoredPartial | undefined> {
    if (!/^[0-9a-z]{32}$/.test(id)) return undefined;
    const known = this.#known.get(id);
    await known?.interrupt();
    const stored = await this.#options.folder.find(id);
    // Another request has dropped or finished it meanwhile.
    if (known !== undefined && !this.#known.has(id)) return undefined;
    if (stored === undefined) {
      this.#forget(id);
      return undefined;
    }
    // Another node may have begun it in the folder that they share.
    if (!this.#known.has(id)) this.#add(stored);
    return stored;
  }

  /** Returns the wall time in milliseconds at which a file goes, if no byte comes until then. */
  expiresMs({ id, createdMs }: PartialFile): number {
    return (this.#known.get(id)?.touchedMs ?? createdMs) + this.#options.limits.partialMaxMs;
  }

  /**
   * Takes the next bytes of a file, which {@linkcode find} has returned.
   *
   * @param writeTo Writes the bytes; what it has written stays, even if it throws.
   * @returns The number of bytes that are there then.
   * @throws {ChatError} `file-unavailable`, or what `writeTo` throws.
   */
  async append(
    { file, size: offset }: StoredPartial,
    writeTo: (part: PartialPart) => Promise<void>,
  ): Promise<number> {
    const known = this.#known.get(file.id);
    if (known === undefined) throw interrupted();
    const leave = this.#options.room.enter(file.address);
    try {
      return await known.append(offset, writeTo, this.#options);
    } finally {
      leave();
    }
  }

  /** Writes all bytes of a whole file to an upload. */
  async copy({ id }: PartialFile, upload: Upload): Promise<void> {
    using source = await this.#options.folder.open(id);
    const part = new Uint8Array(PART_BYTES);
    for (;;) {
      const count = await source.read(part);
      if (count === null) return;
      await upload.write(part.subarray(0, count));
    }
  }

  /**
   * Has a whole file kept. A request that comes meanwhile gets the same answer.
   *
   * @param keep Keeps it, and returns the answer to its sender.
   */
  async whole({ id }: PartialFile, keep: () => Promise<string>): Promise<string> {
    const known = this.#known.get(id);
    if (known === undefined) throw interrupted();
    return await known.whole(keep);
  }

  /** Drops a file, and gives its room back. Does nothing where there is none. */
  async remove(id: string): Promise<void> {
    await this.#known.get(id)?.interrupt();
    await this.#options.folder.remove(id);
    // Behind the removal: a request between the two would take it for another node's.
    this.#forget(id);
  }

  /** Forgets a file that became whole, whose room is counted elsewhere, and remembers the answer. */
  async finish({ id, size }: PartialFile, answer: string): Promise<void> {
    if (this.#finished.size >= MAX_FINISHED) {
      this.#finished.delete(this.#finished.keys().next().value!);
    }
    this.#finished.set(id, { size, answer });
    await this.replace(id);
  }

  /** Returns a file that became whole lately. */
  finished(id: string): FinishedPartial | undefined {
    return this.#finished.get(id);
  }

  /** Forgets a file whose room is counted elsewhere, or given back already. */
  async replace(id: string): Promise<void> {
    await this.#options.folder.remove(id);
    this.#known.delete(id);
  }

  /**
   * Looks after the next few files: removes those that had no byte for too long, and forgets those
   * that another node has finished or removed.
   */
  async sweep(): Promise<void> {
    for (let i = 0; i < FILES_PER_SWEEP; i++) {
      const { value, done } = this.#round.next();
      if (done) {
        this.#round = this.#known.entries();
        return;
      }
      const [id, known] = value;
      if (!known.isIdle || this.#begun.has(id)) continue;
      const stored = await this.#options.folder.find(id);
      // A request may go on with the file by now.
      if (!known.isIdle || this.#known.get(id) !== known) continue;
      if (stored === undefined) {
        this.#forget(id);
        continue;
      }
      known.touchedMs = Math.max(known.touchedMs, stored.touchedMs);
      if (this.#isExpired(known)) await this.remove(id);
    }
  }

  #isExpired({ touchedMs }: Pick<StoredPartial, "touchedMs">): boolean {
    const { limits, wallMs } = this.#options;
    // A clock that was set back must keep no file for ever.
    return Math.abs(wallMs() - touchedMs) > limits.partialMaxMs;
  }

  #add({ file, touchedMs }: StoredPartial): void {
    this.#known.set(file.id, new PartialUpload(file, touchedMs));
    this.#options.room.quota.add(file);
  }

  #forget(id: string): void {
    const known = this.#known.get(id);
    if (known === undefined) return;
    this.#known.delete(id);
    this.#options.room.quota.remove(known.file);
  }

  #checkCount(address: string): void {
    const { maxPartials, maxPartialsPerAddress } = this.#options.limits;
    const key = limitKeyOf(address);
    let ofAddress = 0;
    for (const { file } of this.#known.values()) {
      if (limitKeyOf(file.address) === key) ofAddress++;
    }
    if (this.#known.size < maxPartials && ofAddress < maxPartialsPerAddress) return;
    const [most, whose] = ofAddress >= maxPartialsPerAddress
      ? [maxPartialsPerAddress, "of your address "]
      : [maxPartials, ""];
    throw new ChatError(
      "file-limit",
      `As many as ${most} files ${whose}wait for the rest of their bytes already: send that, or end some of them with DELETE.`,
    );
  }
}
