import type { Author, Batch, Encoding } from "./batch.ts";

// The one place that decides which entries of a batch a member gets: all but those that it wrote.

const NOTHING = new Uint8Array(0);

/** Returns the bytes of a batch that a member gets, in one dialect's form; empty if it wrote all. */
export function receivedBytes(batch: Batch, encoding: Encoding, self: Author): Uint8Array {
  if (!batch.mayHoldOwn(self)) return encoding.bytes;
  // A member that talks alone gets nothing; no offsets are needed for that.
  if (batch.runs.every(({ author }) => author === self)) return NOTHING;
  const { offsets } = encoding;
  const spans: [from: number, to: number][] = [];
  let sizeBytes = 0;
  for (const { author, firstIndex, count } of batch.runs) {
    if (author === self) continue;
    const from = offsets[firstIndex];
    const to = offsets[firstIndex + count];
    const last = spans.at(-1);
    if (last !== undefined && last[1] === from) last[1] = to;
    else spans.push([from, to]);
    sizeBytes += to - from;
  }
  if (sizeBytes === encoding.bytes.length) return encoding.bytes;
  if (spans.length === 1) return encoding.bytes.subarray(...spans[0]);
  const rest = new Uint8Array(sizeBytes);
  let at = 0;
  for (const [from, to] of spans) {
    rest.set(encoding.bytes.subarray(from, to), at);
    at += to - from;
  }
  return rest;
}

/** The same as {@linkcode receivedBytes}, with each entry by itself, as a datagram needs it. */
export function receivedEntries(batch: Batch, encoding: Encoding, self: Author): Uint8Array[] {
  const { bytes, offsets } = encoding;
  const entries: Uint8Array[] = [];
  for (const { author, firstIndex, count } of batch.runs) {
    if (author === self) continue;
    for (let i = firstIndex; i < firstIndex + count; i++) {
      entries.push(bytes.subarray(offsets[i], offsets[i + 1]));
    }
  }
  return entries;
}

/** Returns how many messages of a batch a member gets. Notices don't count. */
export function receivedCount(batch: Batch, self: Author): number {
  let count = batch.messageCount;
  if (!batch.mayHoldOwn(self)) return count;
  for (const run of batch.runs) if (run.author === self && run.firstSeq > 0) count -= run.count;
  return count;
}
