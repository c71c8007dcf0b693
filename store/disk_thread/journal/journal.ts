import { crc32 } from "node:zlib";
import { alignedAt, BEGINS, ENDS, GOES_ON, type Mark, MARK_BYTES, writeMark } from "./mark.ts";
import { RecordQueue } from "./record_queue.ts";
import {
  CHECKED_FROM,
  CHECKSUM_AT,
  LogRecord,
  POSITION_AT,
  RECORD_HEADER_BYTES,
  viewOf,
} from "../../exchange/record.ts";

/** The journal's file. A server that stops in good order leaves none. */
export const JOURNAL_NAME = "hubbub.journal";

// A write to existing blocks takes the disk half the time of a write that makes the file longer.
const EXTEND_BYTES = 1024 * 1024;
const FOR_WRITING = { read: true, write: true, create: true, truncate: true };
const ZEROS = new Uint8Array(64 * 1024);

// The smallest page of any system. The kernel writes a page whole or, after a kill, not at all.
const PAGE_BYTES = 4096;

/**
 * The file to which records are committed, as a ring that is written over and over. A commit is one
 * `fdatasync`, for messages of any scope. The same bytes stay in memory until the tables have them,
 * in a later, larger transaction. The committer appends; the flusher takes records away.
 *
 * Positions count on for ever; a record's offset in the file is its position modulo the ring's
 * size. No record wraps around: the next lap begins with a mark that names the offset at which the
 * last lap ended.
 *
 * After each record a mark says that the log ends there. The next record's header takes the place
 * of that mark and is written last. So after a kill the file has the mark or the whole record; if
 * it has neither, the file was damaged. After a power cut the disk may have the header alone: then
 * too much is declared lost, never too little.
 */
export class Journal implements Disposable {
  /** The records that aren't in the tables. */
  readonly records = new RecordQueue();
  readonly #file: Deno.FsFile;
  readonly #memory: Uint8Array;
  readonly #key: number;
  /** The position after the newest record, also after one that couldn't be written. */
  end = MARK_BYTES;
  /** The offset of the file's next write without a seek; undefined if unknown. */
  #fileAt: number | undefined;
  /** Bytes of the file that have been written. */
  #extent = 0;
  /** The position up to which flushed records are overwritten. */
  #erasedUntil = 0;

  /** Opens the file, or creates it. Nothing of what was in it stays. */
  constructor(readonly path: string, { key, sizeBytes }: Pick<JournalState, "key" | "sizeBytes">) {
    this.#file = Deno.openSync(path, { ...FOR_WRITING, mode: 0o600 });
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

  /** Returns true if a record of this size fits into the empty ring. */
  canHold(sizeBytes: number): boolean {
    return alignedAt(MARK_BYTES + sizeBytes) + MARK_BYTES <= this.maxBytes;
  }

  hasRoomFor(sizeBytes: number): boolean {
    const start = this.records.at(0)?.position ?? this.end;
    return this.#endOf(this.#positionFor(sizeBytes), sizeBytes) + MARK_BYTES <=
      start + this.maxBytes;
  }

  /**
   * Marks the end of the log at {@linkcode Journal.end}, after a record that couldn't be written.
   *
   * @throws {Error} The error of the disk.
   */
  markEnd(): void {
    this.#write(this.#mark({ position: this.end, kind: ENDS }), this.end % this.maxBytes);
    this.#file.syncDataSync();
  }

  /**
   * Writes a record and waits until the disk has it. The ring must have room.
   *
   * @throws {Error} The error of the disk, which may have the record or not. Before the record is
   *   written elsewhere, the database must name {@linkcode Journal.end} as the journal's start.
   */
  append(bytes: Uint8Array): void {
    const earlierEnd = this.end;
    const position = this.#positionFor(bytes.length);
    // In an empty ring, the record may lie over the end of the last lap.
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

  /**
   * Overwrites the records that were flushed, in the file and in memory. The marks stay by which a
   * start finds its way, and the records that wait.
   *
   * @throws {Error} The error of the disk.
   */
  eraseFlushed(): void {
    const { maxBytes } = this;
    const until = this.records.at(0)?.position ?? this.end;
    // Older positions lie under newer ones.
    let from = Math.max(this.#erasedUntil, this.end + MARK_BYTES - maxBytes, 0);
    while (from < until) {
      const lap = from - from % maxBytes;
      const to = Math.min(until, lap + maxBytes);
      this.#zero(Math.max(from % maxBytes, MARK_BYTES), Math.min(to - lap, this.#extent));
      from = to;
    }
    this.#file.syncDataSync();
    this.#erasedUntil = until;
  }

  #zero(from: number, to: number): void {
    if (from >= to) return;
    this.#memory.fill(0, from, to);
    for (let at = from; at < to; at += ZEROS.length) {
      this.#writeAt(ZEROS.subarray(0, Math.min(ZEROS.length, to - at)), at);
    }
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #positionFor(sizeBytes: number): number {
    const at = this.end % this.maxBytes;
    const isWithin = alignedAt(at + sizeBytes) + MARK_BYTES <= this.maxBytes;
    return isWithin ? this.end : this.end - at + this.maxBytes + MARK_BYTES;
  }

  /** Returns the position of the next record after one. */
  #endOf(position: number, sizeBytes: number): number {
    const at = position % this.maxBytes;
    return position - at + alignedAt(at + sizeBytes);
  }

  /**
   * Begins a lap: writes a mark that names the end of the last lap, and a mark that ends the log.
   */
  #beginLap(position: number, fromAt: number): void {
    this.#mark({ position, kind: BEGINS, fromAt });
    this.#mark({ position: position + MARK_BYTES, kind: ENDS });
    this.#write(this.#memory.subarray(0, 2 * MARK_BYTES), 0);
  }

  /** Writes a mark into memory. Each record leaves room for one after it. */
  #mark(mark: Mark): Uint8Array {
    const at = mark.position % this.maxBytes;
    const bytes = this.#memory.subarray(at, at + MARK_BYTES);
    writeMark(bytes, mark, this.#key);
    return bytes;
  }

  /**
   * Writes a record and the mark after it, the header last, so that a kill leaves either all of it
   * or the mark before it. A kill stops the kernel between two pages of a write: a record within a
   * page takes one write, a longer one takes two. The second write costs 1 to 5 µs, beside the 100
   * to 200 µs of the one sync that follows both. With one write alone, a record that a kill cuts
   * off would look like damage of an acknowledged record.
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

/** The journal's state, as the database knows it. */
export interface JournalState {
  /** True if there is a journal that marks its end. */
  readonly hasEnd: boolean;
  /**
   * The start value of the checksums. Bytes of an earlier journal have another key, so they are no
   * record.
   */
  readonly key: number;
  /** The position of the oldest record that isn't in the tables. */
  readonly start: number;
  /** The size of the ring, in bytes. */
  readonly sizeBytes: number;
}

/** Syncs the folder, so that the disk has the file's name: a sync of the file needn't do that. */
function syncFolderOf(path: string): void {
  // Windows can't sync a folder.
  if (Deno.build.os === "windows") return;
  using folder = Deno.openSync(path.slice(0, path.lastIndexOf("/")));
  folder.syncSync();
}
