import { crc32 } from "node:zlib";
import type { JournalState } from "./journal.ts";
import { alignedAt, BEGINS, ENDS, MARK_BYTES, markAt } from "./mark.ts";
import { RecordQueue } from "./record_queue.ts";
import {
  CHECKED_FROM,
  CHECKSUM_AT,
  IDS_AT,
  LogRecord,
  POSITION_AT,
  RECORD_HEADER_BYTES,
  SIZE_AT,
  viewOf,
} from "../../exchange/record.ts";

/** The records that a crash left in the journal. */
export interface JournalContent {
  /** The records that aren't in the tables, oldest first. */
  readonly records: RecordQueue;
  /**
   * Messages up to this number may be missing; `Infinity` for all that were given, undefined if
   * none is missing.
   */
  readonly lostUntilSeq: number | undefined;
}

/**
 * Reads the records that a crash left in the journal. Damaged records are skipped and declared.
 *
 * @throws {Error} The reason why the file can't be read.
 */
export function readJournal(path: string, state: JournalState): JournalContent {
  const records = new RecordQueue();
  const file = readIfThere(path);
  const { start, sizeBytes, hasEnd } = state;
  if (file === undefined) return { records, lostUntilSeq: hasEnd ? Infinity : undefined };
  let lostUntilSeq: number | undefined;
  for (let position = start;;) {
    const found = recordFrom(file, position, state);
    if (found === undefined) {
      const isWhole = !hasEnd || isEnd(file, position, state);
      return { records, lostUntilSeq: isWhole ? lostUntilSeq : Infinity };
    }
    if (found.isBehindGap) lostUntilSeq = found.record.chunks[0].firstSeq - 1;
    records.push(found.record);
    position = found.record.position + found.record.bytes.length;
    if (position - start > 2 * sizeBytes) return { records, lostUntilSeq };
  }
}

/** Returns the record at a position, or the next undamaged record. */
function recordFrom(
  file: Uint8Array,
  position: number,
  state: JournalState,
): { record: LogRecord; isBehindGap: boolean } | undefined {
  const { sizeBytes, hasEnd } = state;
  const record = recordAt(file, position, state) ??
    recordAt(file, nextPosition(file, position, state), state);
  if (record !== undefined) return { record, isBehindGap: false };
  if (!hasEnd || isEnd(file, position, state)) return undefined;
  const view = viewOf(file);
  for (let next = position + 1; next < position + 2 * sizeBytes; next++) {
    const at = next % sizeBytes;
    if (at + RECORD_HEADER_BYTES > file.length) continue;
    if (view.getFloat64(at + POSITION_AT, true) !== next) continue;
    const record = recordAt(file, next, state);
    if (record !== undefined) return { record, isBehindGap: true };
  }
  return undefined;
}

/** Returns true if the log ends with the record that ends at this position. */
function isEnd(file: Uint8Array, position: number, state: JournalState): boolean {
  return markAt(file, nextPosition(file, position, state), state)?.kind === ENDS;
}

/** Returns the position after a record: in the next lap of the ring, or in this one. */
function nextPosition(file: Uint8Array, position: number, state: JournalState): number {
  const { sizeBytes, hasEnd } = state;
  const at = position % sizeBytes;
  const lap = position + (sizeBytes - at) % sizeBytes;
  // The journal of an older version has no marks, and its laps begin with a record.
  if (!hasEnd) return lap;
  const mark = markAt(file, lap, state);
  // The next lap may have overwritten the mark at the end of this one.
  const isLapNext = mark?.kind === BEGINS && mark.fromAt === alignedAt(at);
  return isLapNext ? lap + MARK_BYTES : position - at + alignedAt(at);
}

function recordAt(
  file: Uint8Array,
  position: number,
  { key, sizeBytes }: JournalState,
): LogRecord | undefined {
  const rest = file.subarray(position % sizeBytes, sizeBytes);
  if (rest.length < RECORD_HEADER_BYTES) return undefined;
  const view = viewOf(rest);
  const size = view.getUint32(SIZE_AT, true);
  const idsAt = view.getUint32(IDS_AT, true);
  if (size > rest.length || idsAt > size || idsAt < RECORD_HEADER_BYTES) return undefined;
  if (view.getFloat64(POSITION_AT, true) !== position) return undefined;
  const bytes = rest.subarray(0, size);
  if (view.getUint32(CHECKSUM_AT, true) !== crc32(bytes.subarray(CHECKED_FROM), key)) {
    return undefined;
  }
  return new LogRecord(bytes);
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
