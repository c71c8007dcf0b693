import { crc32 } from "node:zlib";

/** A column of a row. */
export type Field = string | number | null | undefined | Uint8Array;

const NULL_TAG = 0;
const NUMBER_TAG = 1;
const TEXT_TAG = 2;
const BYTES_TAG = 3;
const NUMBER_BYTES = 9;
const LENGTH_BYTES = 5;
const UTF8_BYTES_PER_UNIT = 3;
// Smaller fields are copied together, since each call of `crc32` takes half a microsecond.
const COPIED_MAX_BYTES = 512;

const encoder = new TextEncoder();
const scratch = new Uint8Array(4096);
const scratchView = new DataView(scratch.buffer);

/**
 * Returns the CRC-32 of a row. Each field has its type and its length in front, so that fields
 * can't run into each other. Takes 1 µs, and 5 µs more for 64 KiB.
 *
 * @example
 * ```ts
 * import { assertNotEquals } from "@std/assert";
 * import { checksumOf } from "./checksum.ts";
 *
 * assertNotEquals(checksumOf(["ab", "c"]), checksumOf(["a", "bc"]));
 * ```
 */
export function checksumOf(fields: readonly Field[]): number {
  let sum = 0;
  let used = 0;
  const flush = (): void => {
    sum = crc32(scratch.subarray(0, used), sum);
    used = 0;
  };
  for (const field of fields) {
    if (used + NUMBER_BYTES > scratch.length) flush();
    if (field === null || field === undefined) scratch[used++] = NULL_TAG;
    else if (typeof field === "number") {
      scratch[used] = NUMBER_TAG;
      scratchView.setFloat64(used + 1, field, true);
      used += NUMBER_BYTES;
    } else if (typeof field === "string" && fits(used, UTF8_BYTES_PER_UNIT * field.length)) {
      const { written } = encoder.encodeInto(field, scratch.subarray(used + LENGTH_BYTES));
      scratch[used] = TEXT_TAG;
      scratchView.setUint32(used + 1, written, true);
      used += LENGTH_BYTES + written;
    } else {
      const bytes = typeof field === "string" ? encoder.encode(field) : field;
      scratch[used] = typeof field === "string" ? TEXT_TAG : BYTES_TAG;
      scratchView.setUint32(used + 1, bytes.length, true);
      used += LENGTH_BYTES;
      if (bytes.length <= COPIED_MAX_BYTES && used + bytes.length <= scratch.length) {
        scratch.set(bytes, used);
        used += bytes.length;
      } else {
        flush();
        sum = crc32(bytes, sum);
      }
    }
  }
  flush();
  return sum;
}

function fits(used: number, sizeBytes: number): boolean {
  return used + LENGTH_BYTES + sizeBytes <= scratch.length;
}
