import { crc32 } from "node:zlib";
import {
  CHECKED_FROM,
  CHECKSUM_AT,
  IDS_AT,
  POSITION_AT,
  RECORD_HEADER_BYTES,
  SIZE_AT,
  TIME_AT,
  viewOf,
} from "../record.ts";

/** A mark is a record's header alone, which names no place for ids. */
export const MARK_BYTES = RECORD_HEADER_BYTES;

/** The log ends at the mark's place. */
export const ENDS = 1;

/** The log goes on at the beginning of the ring. */
export const GOES_ON = 2;

export type MarkKind = typeof ENDS | typeof GOES_ON;

/**
 * Writes a mark into `MARK_BYTES` of memory.
 *
 * @param position Its place in the journal.
 * @param key The start value of checksums.
 */
export function writeMark(mark: Uint8Array, position: number, kind: MarkKind, key: number): void {
  mark.fill(0);
  const view = viewOf(mark);
  view.setUint32(SIZE_AT, MARK_BYTES, true);
  view.setFloat64(POSITION_AT, position, true);
  view.setFloat64(TIME_AT, kind, true);
  view.setUint32(CHECKSUM_AT, crc32(mark.subarray(CHECKED_FROM), key), true);
}

/** The kind of the mark at a place in a journal's file, if there is one. */
export function markAt(
  file: Uint8Array,
  place: number,
  { key, sizeBytes }: { readonly key: number; readonly sizeBytes: number },
): MarkKind | undefined {
  const at = place % sizeBytes;
  const mark = file.subarray(at, at + MARK_BYTES);
  if (mark.length < MARK_BYTES) return undefined;
  const view = viewOf(mark);
  const isSound = view.getFloat64(POSITION_AT, true) === place &&
    view.getUint32(IDS_AT, true) === 0 &&
    view.getUint32(CHECKSUM_AT, true) === crc32(mark.subarray(CHECKED_FROM), key);
  return isSound ? view.getFloat64(TIME_AT, true) as MarkKind : undefined;
}
