import { ChatError, type FileInfo, type FileKeeper, limitKeyOf } from "../hub/mod.ts";
import { cleanFileName } from "./file_name.ts";
import type { FileRange, FileSource, FileStorage, StoredFile } from "./file_storage.ts";
import { sizeText } from "./file_text.ts";
import type { FileLimits } from "./limits.ts";
import { mediaTypeOf } from "./media_type.ts";
import { Quota } from "./quota.ts";
import { Sweeper, type SweptLog } from "./sweeper.ts";
import { notWritten, Upload } from "./upload.ts";

/** The parts that files work with. */
export interface FilesOptions {
  readonly storage: FileStorage;
  readonly limits: FileLimits;
  readonly log: SweptLog;
  /** True: other nodes put files into the same storage. */
  readonly isShared: boolean;
  /** Makes an id of 32 letters and digits that nobody can guess. */
  readonly newId: () => string;
  /** The wall time in milliseconds. */
  readonly wallMs: () => number;
  /** Called with an error that nobody waits for. */
  readonly onBug: (error: unknown) => void;
}

/** A file that somebody wants to send. */
export interface UploadRequest {
  /** As the client wrote it. */
  readonly name: string;
  /** In bytes; undefined: nobody has said it. */
  readonly size: number | undefined;
  /** The most bytes that the file can have, where its size is unknown. */
  readonly maxBytes?: number | undefined;
  readonly md5?: string | undefined;
  /** The folded name of who sends it. */
  readonly author: string;
  /** The address that it comes from. */
  readonly address: string;
}

/** The hub's files: takes them in under the limits, and remembers which message each belongs to. */
export class Files implements FileKeeper {
  /** The address of the web port for others, without a slash at the end, like `http://hub:8080`. */
  baseUrl = "";
  readonly #options: FilesOptions;
  readonly #quota: Quota;
  readonly #files = new Map<string, StoredFile>();
  readonly #uploads = new Map<string, number>();
  readonly #sweeper: Sweeper;
  readonly #underWay = new Set<Upload>();
  #uploadCount = 0;
  /** The changes of the storage that nobody waits for, one behind the other. */
  #changes: Promise<void> = Promise.resolve();

  constructor(options: FilesOptions) {
    this.#options = options;
    this.#sweeper = new Sweeper({ ...options, files: this });
    this.#quota = new Quota(options.limits);
  }

  get limits(): FileLimits {
    return this.#options.limits;
  }

  /** The number of files that are kept. */
  get count(): number {
    return this.#files.size;
  }

  /** The bytes of all files, those on their way in included. */
  get totalBytes(): number {
    return this.#quota.totalBytes;
  }

  /** Reads which files are there. To be called once, before anything else. */
  async load(): Promise<void> {
    for await (const file of this.#options.storage.list()) this.#add(file);
  }

  /** The files that are kept, the oldest ones first. */
  values(): Iterable<StoredFile> {
    return this.#files.values();
  }

  /**
   * Begins to take a file in.
   *
   * @throws {ChatError} `file-too-large`, `file-limit` or `file-unavailable`.
   */
  async begin(request: UploadRequest, nowMs: number): Promise<Upload> {
    const { limits, storage, newId } = this.#options;
    const { author, address, size, md5 } = request;
    checkMd5(md5);
    const maxBytes = size ?? Math.min(request.maxBytes ?? Infinity, limits.fileMaxBytes);
    const key = limitKeyOf(address);
    this.#countUpload(key);
    let isReserved = false;
    const end = (keptBytes: number | undefined) => {
      this.#endUpload(key);
      if (!isReserved) return;
      this.#quota.remove({ author, size: maxBytes });
      if (keptBytes !== undefined) this.#quota.keep({ author, address, size: keptBytes }, maxBytes);
    };
    try {
      this.#quota.reserve({ author, address, size: maxBytes }, nowMs);
      isReserved = true;
      await this.#checkFree(maxBytes);
      const id = newId();
      const sink = await storage.create(id).catch((error) => {
        throw notWritten(error);
      });
      const upload: Upload = new Upload(id, { size, md5, maxBytes }, sink, (keptBytes) => {
        this.#underWay.delete(upload);
        end(keptBytes);
      });
      this.#underWay.add(upload);
      return upload;
    } catch (error) {
      end(undefined);
      throw error;
    }
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
      throw notWritten(error);
    }
    upload.kept();
    this.#files.set(file.id, file);
    return this.infoOf(file);
  }

  /** Returns the file's field `file` in a message. */
  infoOf({ id, name, size, type, md5, sha256 }: StoredFile): FileInfo {
    const url = `${this.baseUrl}/files/${id}/${encodeURIComponent(name)}`;
    return { id, name, size, type, md5, sha256, url };
  }

  /** Returns what is remembered of a file; undefined where there is none. */
  async find(id: string): Promise<StoredFile | undefined> {
    const known = this.#files.get(id);
    if (known !== undefined || !/^[0-9a-z]{32}$/.test(id)) return known;
    // Another node may have taken it into the storage that they share.
    const found = await this.#options.storage.find(id);
    if (found !== undefined && !this.#files.has(id)) this.#add(found);
    return found;
  }

  /** Does the same for somebody who wants to read it: a file goes at the latest with its message. */
  async readable(id: string): Promise<StoredFile | undefined> {
    const file = await this.find(id);
    if (file === undefined || await this.#sweeper.isOwned(file)) return file;
    await this.remove(id);
    return undefined;
  }

  /** True once a file's message has its number. */
  isSaid(id: string): boolean {
    return this.#files.get(id)?.seq !== undefined;
  }

  /** Removes a few files whose messages are gone. To be called about once a second. */
  sweep(): void {
    this.#sweeper.pass().catch(this.#options.onBug);
  }

  /** Drops the files that are on their way in, and resolves when every change is on the disk. */
  async close(): Promise<void> {
    await Promise.all([...this.#underWay].map((upload) => upload.abort()));
    await this.#changes;
  }

  /** Opens a part of a file; undefined where the storage has lost it. */
  async open({ id }: StoredFile, range: FileRange): Promise<FileSource | undefined> {
    return await this.#options.storage.open(id, range);
  }

  /** Removes a file. Does nothing where there is none. */
  async remove(id: string): Promise<void> {
    const known = this.#files.get(id);
    if (known !== undefined) {
      this.#files.delete(id);
      this.#quota.remove(known);
    }
    await this.#change(() => this.#options.storage.remove(id));
  }

  onSaid(fileId: string, seq: number): void {
    const known = this.#files.get(fileId);
    if (known === undefined) return;
    const file = { ...known, seq };
    this.#files.set(fileId, file);
    this.#change(() => this.#options.storage.update(file)).catch(this.#options.onBug);
  }

  onDeleted(fileId: string): void {
    this.remove(fileId).catch(this.#options.onBug);
  }

  /** In sequence: what is remembered of a removed file must not come back. */
  #change(work: () => Promise<void>): Promise<void> {
    const done = this.#changes.then(work);
    this.#changes = done.catch(() => {});
    return done;
  }

  #add(file: StoredFile): void {
    this.#files.set(file.id, file);
    this.#quota.add(file);
  }

  #countUpload(key: string): void {
    const { maxUploads, maxUploadsPerAddress } = this.#options.limits;
    const ofAddress = this.#uploads.get(key) ?? 0;
    if (this.#uploadCount >= maxUploads || ofAddress >= maxUploadsPerAddress) {
      const most = ofAddress >= maxUploadsPerAddress
        ? `${maxUploadsPerAddress} files from your address`
        : `${maxUploads} files`;
      throw new ChatError(
        "file-unavailable",
        `As many as ${most} are on their way in already, and more aren't taken at once: try again in a moment.`,
      );
    }
    this.#uploadCount++;
    this.#uploads.set(key, ofAddress + 1);
  }

  #endUpload(key: string): void {
    this.#uploadCount--;
    const left = this.#uploads.get(key)! - 1;
    if (left > 0) this.#uploads.set(key, left);
    else this.#uploads.delete(key);
  }

  /** The bytes of files on their way aren't on the disk yet, and count as if they were. */
  async #checkFree(sizeBytes: number): Promise<void> {
    const { storage, limits: { freeMinBytes } } = this.#options;
    const freeBytes = await storage.freeBytes();
    if (freeBytes === undefined || freeBytes - sizeBytes >= freeMinBytes) return;
    throw new ChatError(
      "file-unavailable",
      `The hub's disk has ${sizeText(freeBytes)} left, and ${
        sizeText(freeMinBytes)
      } stay free: try again later, or tell whoever runs the hub.`,
    );
  }
}

function checkMd5(md5: string | undefined): void {
  if (md5 === undefined || /^[0-9a-f]{32}$/i.test(md5)) return;
  throw new ChatError(
    "bad-field",
    `"md5" is 32 hex digits, as hashlib.md5(data).hexdigest() returns them; not "${
      md5.slice(0, 40)
    }": leave it out, or send those.`,
  );
}
