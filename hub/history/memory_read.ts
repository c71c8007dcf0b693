import type { HistoryQuery, HistoryRecord } from "./history.ts";
import { type Chunk, recordsOf } from "./memory_chunk.ts";

/** Returns the oldest records of some chunks that are above a number, as views of their bytes. */
export function recordsAfter(
  chunks: readonly Chunk[],
  after: number,
  limit: number,
): HistoryRecord[] {
  const records: HistoryRecord[] = [];
  for (const chunk of chunks) {
    if (records.length >= limit) break;
    if (chunk.lastSeq > after) {
      records.push(...recordsOf(chunk).filter(({ seq }) => seq > after));
    }
  }
  return records.slice(0, limit);
}

/** Copies the first records within the query's limits, but at least one. */
export function fit(
  records: readonly HistoryRecord[],
  query: HistoryQuery,
): readonly HistoryRecord[] {
  let bytes = 0;
  let count = 0;
  for (const { json } of records) {
    bytes += json.length;
    if (count === query.limit || (count > 0 && bytes > query.limitBytes)) break;
    count++;
  }
  // Copies, since the memory of the batch may be used again before the reader comes to read.
  return records.slice(0, count).map(({ seq, json }) => ({ seq, json: json.slice() }));
}
