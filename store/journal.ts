import { crc32 } from "node:zlib";
import {
  CHECKSUM_AT,
  IDS_AT,
  LogRecord,
  POSITION_AT,
  RECORD_HEADER_BYTES,
  SIZE_AT,
  viewOf,
} from "./record.ts";
import { RecordQueue } from "./record_queue.ts";

/** The file beside the database; a server that ends in peace leaves none. */
export const JOURNAL_NAME = "hubbub.journal";

/** What the database knows of the journal. */
export interface JournalState {
  /** What the checksums start from: what was written under another isn't taken for a record. */
  readonly key: number;
  /** The place of the oldest record that isn't in the tables. */
  readonly start: number;
  /** The size of the ring, in bytes. */
  readonly sizeBytes: number;
}

// To write where a file has blocks already takes the disk half the time of making it longer.
const EXTEND_BYTES = 1024 * 1024;
const CHECKED_FROM = CHECKSUM_AT + 4;

/**
 * Where records go first: a ring in a file that is written over and over, so that keeping messages
 * takes one write and one `fdatasync`, whatever they are and wherever they belong. The tables get
 * them later, in large transactions, and until then the same bytes are here in memory.
 *
 * A record's place counts on for ever; in the file it is the rest of that by the ring's size. None is
 * cut in two at the end. What a crash left half-written doesn't match its checksum: there the log
 * ends. Each record is on the disk before the next is written, so there is no gap before that.
 */
export class Journal implements Disposable {
  /** What isn't in the tables. */
  readonly records = new RecordQueue();
  readonly #file: Deno.FsFile;
  readonly #memory: Uint8Array;
  readonly #key: number;
  /** The place behind the newest record, or behind the newest that couldn't be written. */
  end = 0;
  /** Where the file's next write goes by itself; undefined where that isn't known. */
  #fileAt: number | undefined;
  /** How much of the file has been written. */
  #extent = 0;

  /** Opens the file, or makes it. What was in it is to be forgotten. */
  constructor(readonly path: string, { key, sizeBytes }: Omit<JournalState, "start">) {
    this.#file = Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
    syncFolderOf(path);
    this.#memory = new Uint8Array(sizeBytes);
    this.#key = key;
  }

  get maxBytes(): number {
    return this.#memory.length;
  }

  hasRoom(sizeBytes: number): boolean {
    const start = this.records.at(0)?.position ?? this.end;
    return this.#placeOf(sizeBytes) + sizeBytes <= start + this.maxBytes;
  }

  /**
   * Writes a record, and waits for the disk to have it. There must be room.
   *
   * @throws {Error} What the disk said. Whether it has the record isn't known then: before it is
   *   written elsewhere, the journal must be said to start at {@linkcode Journal.end}.
   */
  append(bytes: Uint8Array): void {
    const position = this.#placeOf(bytes.length);
    const at = position % this.maxBytes;
    const record = this.#memory.subarray(at, at + bytes.length);
    record.set(bytes);
    const view = viewOf(record);
    view.setFloat64(POSITION_AT, position, true);
    view.setUint32(CHECKSUM_AT, crc32(record.subarray(CHECKED_FROM), this.#key), true);
    this.end = position + bytes.length;
    this.#write(record, at);
    this.#file.syncDataSync();
    this.records.push(new LogRecord(record));
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #placeOf(sizeBytes: number): number {
    const at = this.end % this.maxBytes;
    return at + sizeBytes <= this.maxBytes ? this.end : this.end - at + this.maxBytes;
  }

  #write(record: Uint8Array, at: number): void {
    const end = at + record.length;
    if (end > this.#extent) this.#extend(end);
    this.#writeAt(record, at);
  }

  #extend(end: number): void {
    const extent = Math.min(this.maxBytes, Math.ceil(end / EXTEND_BYTES) * EXTEND_BYTES);
    this.#writeAt(new Uint8Array(extent - this.#extent), this.#extent);
    this.#extent = extent;
  }

  #writeAt(bytes: Uint8Array, at: number): void {
    if (at !== this.#fileAt) this.#file.seekSync(at, Deno.SeekMode.Start);
    this.#fileAt = undefined;
    for (let written = 0; written < bytes.length;) {
      written += this.#file.writeSync(bytes.subarray(written));
    }
    this.#fileAt = at + bytes.length;
  }
}

/** Has the disk know that a file is there, which a sync of the file itself needn't do. */
function syncFolderOf(path: string): void {
  // Windows has no such thing.
  if (Deno.build.os === "windows") return;
  using folder = Deno.openSync(path.slice(0, path.lastIndexOf("/")));
  folder.syncSync();
}

/**
 * What a crash left in the journal that isn't in the tables, oldest first.
 *
 * @throws {Error} Why the file can't be read; a file that isn't there has nothing.
 */
export function recordsIn(path: string, state: JournalState): RecordQueue {
  const records = new RecordQueue();
  const file = readIfThere(path);
  const { start, sizeBytes } = state;
  // The first may be a lap behind the start, and the last nearly a lap behind that one.
  for (let place = start;;) {
    const lap = place + (sizeBytes - place % sizeBytes) % sizeBytes;
    const record = recordAt(file, place, state) ?? recordAt(file, lap, state);
    if (record === undefined) return records;
    records.push(record);
    place = record.position + record.bytes.length;
  }
}

function recordAt(
  file: Uint8Array,
  place: number,
  { key, sizeBytes }: JournalState,
): LogRecord | undefined {
  const rest = file.subarray(place % sizeBytes, sizeBytes);
  if (rest.length < RECORD_HEADER_BYTES) return undefined;
  const view = viewOf(rest);
  const size = view.getUint32(SIZE_AT, true);
  const idsAt = view.getUint32(IDS_AT, true);
  if (size > rest.length || idsAt > size || idsAt < RECORD_HEADER_BYTES) return undefined;
  if (view.getFloat64(POSITION_AT, true) !== place) return undefined;
  const bytes = rest.subarray(0, size);
  if (view.getUint32(CHECKSUM_AT, true) !== crc32(bytes.subarray(CHECKED_FROM), key)) {
    return undefined;
  }
  return new LogRecord(bytes);
}

function readIfThere(path: string): Uint8Array {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Uint8Array();
    throw error;
  }
}
