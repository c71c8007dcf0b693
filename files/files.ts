import type { FileInfo, FileKeeper } from "../hub/mod.ts";
import { cleanFileName } from "./file_name.ts";
import { FileRoom } from "./file_room.ts";
import type { FileRange, FileSource, FileStorage, StoredFile } from "./file_storage.ts";
import { KeptFiles } from "./kept_files.ts";
import type { FileLimits } from "./limits.ts";
import { mediaTypeOf } from "./media_type.ts";
import type { PartialFile } from "./partials/partial_file.ts";
import type { PartialFolder } from "./partials/partial_folder.ts";
import { Partials } from "./partials/partials.ts";
import { Sweeper, type SweptLog } from "./sweeper.ts";
import { StorageFailures } from "./storage_failures.ts";
import type { Upload } from "./upload.ts";
import { type UploadRequest, Uploads } from "./uploads.ts";
import { WatchedSource } from "./watched_source.ts";

/** The parts that files work with. */
export interface FilesOptions {
  readonly storage: FileStorage;
  /** The files that come in parts. */
  readonly partials: PartialFolder;
  readonly limits: FileLimits;
  readonly log: SweptLog;
  /** True: other nodes put files into the same storage. */
  readonly isShared: boolean;
  /** Makes an id of 32 letters and digits that nobody can guess. */
  readonly newId: () => string;
  /** The wall time in milliseconds. */
  readonly wallMs: () => number;
  /** Called with each error of the storage, which clients are told without its details. */
  readonly onFailure: (error: unknown) => void;
  /** Called with an error that nobody waits for. */
  readonly onBug: (error: unknown) => void;
}

/** The hub's files: takes them in under the limits, and remembers which message each belongs to. */
export class Files implements FileKeeper {
  /** The address of the web port for others, without a slash at the end, like `http://hub:8080`. */
  baseUrl = "";
  /** The files that come in parts. */
  readonly partials: Partials;
  readonly #options: FilesOptions;
  readonly #room: FileRoom;
  readonly #kept: KeptFiles;
  readonly #sweeper: Sweeper;
  readonly #uploads: Uploads;
  readonly #failures: StorageFailures;

  constructor(options: FilesOptions) {
    this.#options = options;
    const failures = this.#failures = new StorageFailures(options.onFailure);
    const room = this.#room = new FileRoom(options.storage, options.limits);
    this.#kept = new KeptFiles({ ...options, quota: room.quota, failures });
    this.#sweeper = new Sweeper({ ...options, files: this.#kept });
    this.#uploads = new Uploads({ ...options, room, failures });
    this.partials = new Partials({ ...options, folder: options.partials, room, failures });
  }

  get limits(): FileLimits {
    return this.#options.limits;
  }

  /** The number of files that are kept. */
  get count(): number {
    return this.#kept.count;
  }

  /** The number of errors of the storage since the start. */
  get failureCount(): number {
    return this.#failures.count;
  }

  /** The bytes of all files, those on their way in included. */
  get totalBytes(): number {
    return this.#room.quota.totalBytes;
  }

  /** Reads which files are there. To be called once, before anything else. */
  async load(): Promise<void> {
    await this.#kept.load();
    await this.partials.load();
  }

  /**
   * Begins to take a file in.
   *
   * @throws {ChatError} `file-too-large`, `file-limit` or `file-unavailable`.
   */
  async begin(request: UploadRequest, nowMs: number): Promise<Upload> {
    return await this.#uploads.begin(request, nowMs);
  }

  /**
   * Begins to take in a file of which all parts are there, in their place. They keep their room until
   * the file is kept.
   *
   * @throws {ChatError} `file-unavailable`.
   */
  async beginWhole(partial: PartialFile): Promise<Upload> {
    return await this.#uploads.beginWhole(partial);
  }

  /**
   * Keeps a file whose bytes are all there. Its message may be said afterwards.
   *
   * @throws {ChatError} `file-wrong` or `file-unavailable`; the file is dropped then.
   */
  async keep(upload: Upload, { name: rawName, author }: UploadRequest): Promise<FileInfo> {
    const { log, wallMs } = this.#options;
    const { firstBytes, ...digest } = await upload.digest();
    const name = cleanFileName(rawName);
    const file: StoredFile = {
      id: upload.id,
      name,
      type: mediaTypeOf(name, firstBytes),
      ...digest,
      author,
      keptMs: wallMs(),
      afterSeq: log.lastSeq,
    };
    try {
      await upload.sink.commit(file);
    } catch (error) {
      await upload.abort();
      throw this.#failures.notWritten(error);
    }
    upload.kept();
    this.#kept.put(file);
    return this.infoOf(file);
  }

  /** Returns the file's field `file` in a message. */
  infoOf({ id, name, size, type, md5, sha256 }: StoredFile): FileInfo {
    const url = `${this.baseUrl}/files/${id}/${encodeURIComponent(name)}`;
    return { id, name, size, type, md5, sha256, url };
  }

  /**
   * Returns a file that somebody wants to read: it goes at the latest with its message.
   *
   * @param mayRead Decides by the scope that the file's message was said to.
   * @throws {ChatError} `file-unavailable`: the storage can't tell.
   */
  async readable(
    id: string,
    mayRead: (scope: string) => boolean,
  ): Promise<StoredFile | undefined> {
    const file = await this.#kept.find(id).catch((error) => {
      throw this.#failures.notRead(error);
    });
    if (file === undefined) return undefined;
    const scope = await this.#sweeper.scopeOf(file);
    if (scope !== undefined) return mayRead(scope) ? file : undefined;
    if (!await this.#sweeper.isOwned(file)) await this.remove(id);
    return undefined;
  }

  /** True once a file's message has its number. */
  isSaid(id: string): boolean {
    return this.#kept.isSaid(id);
  }

  /** Removes a few files whose messages are gone. To be called about once a second. */
  sweep(): void {
    this.#sweeper.pass().catch(this.#options.onBug);
    this.#kept.retryRemovals().catch(this.#options.onBug);
    this.partials.sweep().catch(this.#options.onBug);
  }

  /** Resolves when every change so far is in the storage, or was refused. */
  async settled(): Promise<void> {
    await this.#kept.settled();
  }

  /** Drops the files that are on their way in, and resolves when every change is in the storage. */
  async close(): Promise<void> {
    await this.#uploads.close();
    await this.settled();
  }

  /**
   * Opens a part of a file; undefined where the storage has lost it.
   *
   * @throws {ChatError} `file-unavailable`: the storage doesn't give it out now.
   */
  async open({ id }: StoredFile, range: FileRange): Promise<FileSource | undefined> {
    const source = await this.#options.storage.open(id, range).catch((error) => {
      throw this.#failures.notRead(error);
    });
    return source && new WatchedSource(source, this.#failures);
  }

  /** Removes a file. Does nothing where there is none. */
  async remove(id: string): Promise<void> {
    await this.#kept.remove(id);
  }

  onSaid(fileId: string, seq: number): void {
    this.#kept.onSaid(fileId, seq);
  }

  onDeleted(fileId: string): void {
    this.#kept.onDeleted(fileId);
  }
}
