import type { HistoryPage, HistoryQuery, HistoryRecord } from "../../hub/mod.ts";

/** A page of the log in one buffer: record i ends at `ends[i]`. */
export interface PackedPage {
  readonly buffer: ArrayBuffer;
  readonly seqs: readonly number[];
  readonly ends: readonly number[];
  readonly complete: boolean;
  readonly more: boolean;
}

/**
 * Packs the first records within the query's limits, but at least one, into one buffer, which a
 * message moves to the other thread without a copy.
 */
export function packPage(
  records: readonly HistoryRecord[],
  { limit, limitBytes }: HistoryQuery,
  complete: boolean,
): PackedPage {
  const seqs: number[] = [];
  const ends: number[] = [];
  let bytes = 0;
  for (const { seq, json } of records) {
    if (seqs.length === limit || (seqs.length > 0 && bytes + json.length > limitBytes)) break;
    bytes += json.length;
    seqs.push(seq);
    ends.push(bytes);
  }
  const page = new Uint8Array(bytes);
  for (let i = 0; i < seqs.length; i++) page.set(records[i].json, i === 0 ? 0 : ends[i - 1]);
  return { buffer: page.buffer, seqs, ends, complete, more: records.length > seqs.length };
}

/** Returns the records of a page, as views of its buffer. */
export function unpackPage({ buffer, seqs, ends, complete, more }: PackedPage): HistoryPage {
  const bytes = new Uint8Array(buffer);
  const records = seqs.map((seq, i) => {
    return { seq, json: bytes.subarray(i === 0 ? 0 : ends[i - 1], ends[i]) };
  });
  return { records, complete, more };
}
