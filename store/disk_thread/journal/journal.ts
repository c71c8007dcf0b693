import { crc32 } from "node:zlib";
import { alignedAt, BEGINS, ENDS, GOES_ON, type Mark, MARK_BYTES, writeMark } from "./mark.ts";
import {
  CHECKED_FROM,
  CHECKSUM_AT,
  LogRecord,
  POSITION_AT,
  RECORD_HEADER_BYTES,
  viewOf,
} from "../../exchange/record.ts";
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
// The smallest page of any system: within one, a write that a kill meets is there or isn't.
const PAGE_BYTES = 4096;

/**
 * Records go here first: a ring in a file that is written over and over, so that keeping messages
 * takes one write and one `fdatasync`, whatever they are and wherever they belong. The tables get
 * them later, in large transactions, and until then the same bytes are here in memory.
 *
 * A record's place counts on for ever; in the file it is the rest of that by the ring's size. None is
 * cut in two at the end: the next lap begins with a mark which says what place it goes on from. Each
 * record is on the disk before the next is written, with a mark behind it which says that the log ends
 * there. The record's header takes the place of the mark before it, and is written last. So after a
 * kill either mark is there, and where neither is, something was damaged since. Where the power fails,
 * the disk may have the header alone: then too much is declared lost rather than too little.
 */
export class Journal implements Disposable {
  /** The records that aren't in the tables. */
  readonly records = new RecordQueue();
  readonly #file: Deno.FsFile;
  readonly #memory: Uint8Array;
  readonly #key: number;
  /** The place behind the newest record, or behind the newest that couldn't be written. */
  end = MARK_BYTES;
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
    this.#extent = 2 * MARK_BYTES;
    this.#beginLap(0, 0);
    this.#file.syncDataSync();
  }

  get maxBytes(): number {
    return this.#memory.length;
  }

  /** True where a record of this size can be kept at all, once all others are gone. */
  canHold(sizeBytes: number): boolean {
    return alignedAt(MARK_BYTES + sizeBytes) + MARK_BYTES <= this.maxBytes;
  }

  hasRoomFor(sizeBytes: number): boolean {
    const start = this.records.at(0)?.position ?? this.end;
    return this.#endOf(this.#placeOf(sizeBytes), sizeBytes) + MARK_BYTES <= start + this.maxBytes;
  }

  /**
   * Says that the log ends at {@linkcode Journal.end}, as after a record that couldn't be written.
   *
   * @throws {Error} What the disk said.
   */
  markEnd(): void {
    this.#write(this.#mark({ position: this.end, kind: ENDS }), this.end % this.maxBytes);
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
    const isMarkLeft = position !== earlierEnd && this.hasRoomFor(bytes.length);
    const at = position % this.maxBytes;
    if (position !== earlierEnd) this.#beginLap(position - at, earlierEnd % this.maxBytes);
    const record = this.#memory.subarray(at, at + bytes.length);
    record.set(bytes);
    const view = viewOf(record);
    view.setFloat64(POSITION_AT, position, true);
    view.setUint32(CHECKSUM_AT, crc32(record.subarray(CHECKED_FROM), this.#key), true);
    this.end = this.#endOf(position, bytes.length);
    this.#mark({ position: this.end, kind: ENDS });
    this.#writeHeaderLast(at, this.end - position + MARK_BYTES);
    if (isMarkLeft) {
      const mark = this.#mark({ position: earlierEnd, kind: GOES_ON });
      this.#write(mark, earlierEnd % this.maxBytes);
    }
    this.#file.syncDataSync();
    this.records.push(new LogRecord(record));
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #placeOf(sizeBytes: number): number {
    const at = this.end % this.maxBytes;
    const isWithin = alignedAt(at + sizeBytes) + MARK_BYTES <= this.maxBytes;
    return isWithin ? this.end : this.end - at + this.maxBytes + MARK_BYTES;
  }

  /** The place behind a record, where the next may be. */
  #endOf(position: number, sizeBytes: number): number {
    const at = position % this.maxBytes;
    return position - at + alignedAt(at + sizeBytes);
  }

  /** Says that the log ends behind the mark of a new lap, which goes on from the end of another. */
  #beginLap(position: number, fromAt: number): void {
    this.#mark({ position, kind: BEGINS, fromAt });
    this.#mark({ position: position + MARK_BYTES, kind: ENDS });
    this.#write(this.#memory.subarray(0, 2 * MARK_BYTES), 0);
  }

  /** Puts a mark into memory, where there is room for one behind each record. */
  #mark(mark: Mark): Uint8Array {
    const at = mark.position % this.maxBytes;
    const bytes = this.#memory.subarray(at, at + MARK_BYTES);
    writeMark(bytes, mark, this.#key);
    return bytes;
  }

  /**
   * Writes a record and the mark behind it, the header last, so that a kill leaves either all of it or
   * the mark before it. The kernel stops a write between two pages where a kill comes: a record within
   * a page takes one write, any other takes two. The second one costs 1 to 5 µs beside the 100 to
   * 200 µs of the one sync that follows both. With one write alone, a record that a kill cut off would look like
   * damage of a record that was acknowledged.
   */
  #writeHeaderLast(at: number, sizeBytes: number): void {
    const end = at + sizeBytes;
    const isInOnePage = Math.floor(at / PAGE_BYTES) === Math.floor((end - 1) / PAGE_BYTES);
    if (isInOnePage) return this.#write(this.#memory.subarray(at, end), at);
    const bodyAt = at + RECORD_HEADER_BYTES;
    this.#write(this.#memory.subarray(bodyAt, end), bodyAt);
    this.#write(this.#memory.subarray(at, bodyAt), at);
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
