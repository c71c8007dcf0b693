import type { FileRange, FileSink, FileSource, FileStorage, StoredFile } from "../file_storage.ts";
import { S3Bucket, type S3Key } from "./s3_bucket.ts";
import { S3Buffers } from "./s3_buffers.ts";
import { S3Error } from "./s3_error.ts";
import { S3Requester, type S3Response } from "./s3_request.ts";
import type { S3Credentials, S3Settings } from "./s3_settings.ts";
import { S3Sink } from "./s3_sink.ts";
import { S3Source } from "./s3_source.ts";

/** Bytes of a part. S3 takes none below 5 MiB but the last one. */
const PART_BYTES = 8 * 1024 * 1024;
/** Most parts of a file that S3 takes. */
const MAX_PARTS = 10_000;
/** Another node's file may be on its way for so long, in milliseconds. */
const REST_MAX_MS = 86_400_000;
/** A file of several parts may take so long: S3 tells when it was begun, not when a part came. */
const MULTIPART_MAX_MS = 7 * REST_MAX_MS;
/** Records that are read at once when the server starts. */
const READS_AT_ONCE = 16;
const RECORD = ".json";
/** The keys of files. Others in the bucket aren't ours. */
const ID = /^[0-9a-z]{32}$/;

/** The parts of an {@linkcode S3Storage}. */
export interface S3StorageOptions {
  readonly settings: S3Settings;
  readonly credentials: S3Credentials;
  /** True: other nodes write there, too, so a file that isn't whole may be theirs. */
  readonly isShared: boolean;
  /** The wall time in milliseconds. */
  readonly wallMs: () => number;
}

/**
 * Files in a bucket: `PREFIX/ID` has the bytes, and `PREFIX/ID.json` what is remembered of them. The
 * latter is there last, so a file without it never became whole. Several nodes may share the bucket.
 */
export class S3Storage implements FileStorage {
  readonly #options: S3StorageOptions;
  readonly #bucket: S3Bucket;
  readonly #requester: S3Requester;
  readonly #buffers: S3Buffers;

  constructor(options: S3StorageOptions) {
    const { settings, credentials } = options;
    this.#options = options;
    this.#requester = new S3Requester(settings, credentials);
    this.#bucket = new S3Bucket(this.#requester, settings.prefix);
    this.#buffers = new S3Buffers(settings.buffersMaxBytes);
  }

  async *list(): AsyncIterable<StoredFile> {
    let ids: string[] = [];
    for await (const id of this.#wholeIds()) {
      ids.push(id);
      if (ids.length < READS_AT_ONCE) continue;
      yield* await this.#findAll(ids);
      ids = [];
    }
    yield* await this.#findAll(ids);
    await this.#abortRests();
  }

  async find(id: string): Promise<StoredFile | undefined> {
    const record = await this.#bucket.read(`${id}${RECORD}`);
    return record === undefined ? undefined : JSON.parse(record);
  }

  create(id: string, maxBytes: number): Promise<FileSink> {
    const wholeParts = Math.max(PART_BYTES, Math.ceil(maxBytes / MAX_PARTS));
    const partBytes = Math.max(1, Math.min(maxBytes, wholeParts));
    const remember = (file: StoredFile) => this.#putRecord(file);
    return Promise.try(() => {
      const onEnd = this.#buffers.reserve(partBytes);
      return new S3Sink({ bucket: this.#bucket, id, partBytes, remember, onEnd });
    });
  }

  async update(file: StoredFile): Promise<void> {
    // Nothing is remembered of a file that was removed meanwhile.
    if (await this.#bucket.sizeOf(file.id) !== undefined) await this.#putRecord(file);
  }

  async open(id: string, { start, end }: FileRange): Promise<FileSource | undefined> {
    const { timeoutMs } = this.#options.settings;
    const reopen = (skippedBytes: number) => this.#read(id, { start: start + skippedBytes, end });
    const options = { sizeBytes: end - start, timeoutMs, reopen };
    if (start === end) {
      const isThere = await this.#bucket.sizeOf(id) !== undefined;
      return isThere ? new S3Source(NOTHING, options) : undefined;
    }
    try {
      return new S3Source(await reopen(0), options);
    } catch (error) {
      if (error instanceof S3Error && error.isMissing) return undefined;
      throw error;
    }
  }

  async remove(id: string): Promise<void> {
    await this.#bucket.remove(`${id}${RECORD}`);
    await this.#bucket.remove(id);
  }

  /** A bucket has no end that it tells of. */
  freeBytes(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async #read(id: string, { start, end }: FileRange): Promise<S3Response> {
    const headers = { range: `bytes=${start}-${end - 1}` };
    const response = await this.#requester.stream({ method: "GET", key: id, headers });
    if (start === 0 || response.headers.has("content-range")) return response;
    response.end();
    throw S3Error.broken("S3 gave a file from its begin, and a part of it was asked for");
  }

  async #putRecord(file: StoredFile): Promise<void> {
    const record = new TextEncoder().encode(JSON.stringify(file));
    await this.#bucket.put(`${file.id}${RECORD}`, record);
  }

  async #findAll(ids: readonly string[]): Promise<StoredFile[]> {
    const found = await Promise.all(ids.map((id) => this.find(id)));
    return found.filter((file) => file !== undefined);
  }

  /** The ids of files that are whole. A key and that of its record are neighbours in the list. */
  async *#wholeIds(): AsyncIterable<string> {
    let last: S3Key | undefined;
    for await (const one of this.#bucket.keys()) {
      if (last !== undefined && one.key === `${last.key}${RECORD}`) {
        yield last.key;
        last = undefined;
        continue;
      }
      if (last !== undefined) await this.#removeRest(last);
      last = one;
    }
    if (last !== undefined) await this.#removeRest(last);
  }

  /** Removes a part of a file that never became whole, or was half removed. */
  async #removeRest({ key, changedMs }: S3Key): Promise<void> {
    const id = key.replace(/\.json$/, "");
    if (!ID.test(id) || !this.#isRest(changedMs, REST_MAX_MS)) return;
    // The list may be older than what happened since, or have another sequence.
    const [record, size] = [await this.find(id), await this.#bucket.sizeOf(id)];
    if (record === undefined || size === undefined) await this.#bucket.remove(key);
  }

  async #abortRests(): Promise<void> {
    for await (const { key, uploadId, begunMs } of this.#bucket.multiparts()) {
      const isOurs = ID.test(key);
      if (isOurs && this.#isRest(begunMs, MULTIPART_MAX_MS)) {
        await this.#bucket.abortMultipart(key, uploadId);
      }
    }
  }

  #isRest(sinceMs: number, maxMs: number): boolean {
    const { isShared, wallMs } = this.#options;
    return !isShared || wallMs() - sinceMs > maxMs;
  }
}

const NOTHING = { headers: new Headers(), body: null, end: () => {} };
