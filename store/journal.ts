import { crc32 } from "node:zlib";
import { ENDS, GOES_ON, MARK_BYTES, type MarkKind, writeMark } from "./journal/mark.ts";
import { CHECKED_FROM, CHECKSUM_AT, LogRecord, POSITION_AT, viewOf } from "./record.ts";
import { RecordQueue } from "./record_queue.ts";

/** The file beside the database; a server that ends in peace leaves none. */
export const JOURNAL_NAME = "hubbub.journal";

/** The database's own record of the journal. */
export interface JournalState {
  /** True where the journal is there and says where it ends. */
  readonly hasEnd: boolean;
  /** The start value of the checksums: bytes that were written under another are no record. */
  readonly key: number;
  /** The place of the oldest record that isn't in the tables. */
  readonly start: number;
  /** The size of the ring, in bytes. */
  readonly sizeBytes: number;
}

// To write where a file has blocks already takes the disk half the time of making it longer.
const EXTEND_BYTES = 1024 * 1024;

/**
 * Records go here first: a ring in a file that is written over and over, so that keeping messages
 * takes one write and one `fdatasync`, whatever they are and wherever they belong. The tables get
 * them later, in large transactions, and until then the same bytes are here in memory.
 *
 * A record's place counts on for ever; in the file it is the rest of that by the ring's size. None is
 * cut in two at the end. Each record is on the disk before the next is written, and is written with a
 * mark behind it, in the same piece, which says that the log ends there: so what a crash left
 * half-written, or what was damaged since, is told from the end.
 */
export class Journal implements Disposable {
  /** The records that aren't in the tables. */
  readonly records = new RecordQueue();
  readonly #file: Deno.FsFile;
  readonly #memory: Uint8Array;
  readonly #key: number;
  /** The place behind the newest record, or behind the newest that couldn't be written. */
  end = 0;
  /** The place of the file's next write without a seek; undefined where that isn't known. */
  #fileAt: number | undefined;
  /** Bytes of the file that have been written. */
  #extent = 0;

  /** Opens the file, or makes it. What was in it is to be forgotten. */
  constructor(readonly path: string, { key, sizeBytes }: Pick<JournalState, "key" | "sizeBytes">) {
    this.#file = Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
    syncFolderOf(path);
    this.#memory = new Uint8Array(sizeBytes);
    this.#key = key;
    this.#extent = MARK_BYTES;
    this.markEnd();
  }

  get maxBytes(): number {
    return this.#memory.length;
  }

  /** True where a record of this size can be kept at all, once all others are gone. */
  fits(sizeBytes: number): boolean {
    return sizeBytes + MARK_BYTES <= this.maxBytes;
  }

  hasRoom(sizeBytes: number): boolean {
    const start = this.records.at(0)?.position ?? this.end;
    return this.#placeOf(sizeBytes) + sizeBytes + MARK_BYTES <= start + this.maxBytes;
  }

  /**
   * Says that the log ends at {@linkcode Journal.end}, as after a record that couldn't be written.
   *
   * @throws {Error} What the disk said.
   */
  markEnd(): void {
    this.#write(this.#mark(this.end, ENDS), this.end % this.maxBytes);
    this.#file.syncDataSync();
  }

  /**
   * Writes a record, and waits for the disk to have it. There must be room.
   *
   * @throws {Error} What the disk said. Whether it has the record isn't known then: before it is
   *   written elsewhere, the journal must be said to start at {@linkcode Journal.end}.
   */
  append(bytes: Uint8Array): void {
    const earlierEnd = this.end;
    const position = this.#placeOf(bytes.length);
    // With nothing else in the ring, the record may lie over the place that it comes from.
    const isMarkLeft = position !== earlierEnd && this.hasRoom(bytes.length);
    const at = position % this.maxBytes;
    const record = this.#memory.subarray(at, at + bytes.length);
    record.set(bytes);
    const view = viewOf(record);
    view.setFloat64(POSITION_AT, position, true);
    view.setUint32(CHECKSUM_AT, crc32(record.subarray(CHECKED_FROM), this.#key), true);
    this.end = position + bytes.length;
    this.#mark(this.end, ENDS);
    this.#write(this.#memory.subarray(at, at + bytes.length + MARK_BYTES), at);
    if (isMarkLeft) {
      this.#write(this.#mark(earlierEnd, GOES_ON), earlierEnd % this.maxBytes);
    }
    this.#file.syncDataSync();
    this.records.push(new LogRecord(record));
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #placeOf(sizeBytes: number): number {
    const at = this.end % this.maxBytes;
    const isWithin = at + sizeBytes + MARK_BYTES <= this.maxBytes;
    return isWithin ? this.end : this.end - at + this.maxBytes;
  }

  /** Puts a mark into memory, where there is room for one behind each record. */
  #mark(position: number, kind: MarkKind): Uint8Array {
    const at = position % this.maxBytes;
    const mark = this.#memory.subarray(at, at + MARK_BYTES);
    writeMark(mark, position, kind, this.#key);
    return mark;
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
