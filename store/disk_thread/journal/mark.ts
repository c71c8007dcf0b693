import { crc32 } from "node:zlib";
import {
  CHECKED_FROM,
  CHECKSUM_AT,
  ID_COUNT_AT,
  IDS_AT,
  POSITION_AT,
  RECORD_HEADER_BYTES,
  SIZE_AT,
  TIME_AT,
  viewOf,
} from "../../exchange/record.ts";

/** Bytes of a mark: a mark is a record's header without a record. */
export const MARK_BYTES = RECORD_HEADER_BYTES;

/** The log ends at the mark's position. */
export const ENDS = 1;

/** The log goes on at the beginning of the ring. */
export const GOES_ON = 2;

/** A lap of the ring begins: the log goes on here from an offset in the last lap. */
export const BEGINS = 3;

export type MarkKind = typeof ENDS | typeof GOES_ON | typeof BEGINS;

/** A header in the place of the next record: it tells how the log goes on. */
export interface Mark {
  /** Its position in the journal. */
  readonly position: number;
  readonly kind: MarkKind;
  /** The offset in the ring at which the last lap ended, in bytes: for {@linkcode BEGINS}. */
  readonly fromAt?: number;
}

/**
 * Rounds an offset up to the next one at which a mark lies within one page and one sector. A crash
 * never leaves half of such a mark, or of a header there.
 */
export function alignedAt(at: number): number {
  return Math.ceil(at / MARK_BYTES) * MARK_BYTES;
}

/**
 * Writes a mark into `MARK_BYTES` of memory.
 *
 * @param key The start value of checksums.
 */
export function writeMark(
  bytes: Uint8Array,
  { position, kind, fromAt = 0 }: Mark,
  key: number,
): void {
  bytes.fill(0);
  const view = viewOf(bytes);
  view.setUint32(SIZE_AT, MARK_BYTES, true);
  view.setFloat64(POSITION_AT, position, true);
  view.setFloat64(TIME_AT, kind, true);
  view.setUint32(ID_COUNT_AT, fromAt, true);
  view.setUint32(CHECKSUM_AT, crc32(bytes.subarray(CHECKED_FROM), key), true);
}

/** Returns the mark at a position of a journal's file; undefined if there is none. */
export function markAt(
  file: Uint8Array,
  position: number,
  { key, sizeBytes }: { readonly key: number; readonly sizeBytes: number },
): Mark | undefined {
  const at = position % sizeBytes;
  const bytes = file.subarray(at, at + MARK_BYTES);
  if (bytes.length < MARK_BYTES) return undefined;
  const view = viewOf(bytes);
  const isSound = view.getFloat64(POSITION_AT, true) === position &&
    view.getUint32(IDS_AT, true) === 0 &&
    view.getUint32(CHECKSUM_AT, true) === crc32(bytes.subarray(CHECKED_FROM), key);
  if (!isSound) return undefined;
  const kind = view.getFloat64(TIME_AT, true) as MarkKind;
  return { position, kind, fromAt: view.getUint32(ID_COUNT_AT, true) };
}
