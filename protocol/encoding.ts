import { type Author, type Batch, type Encoding, HEADER_BYTES } from "../batch/mod.ts";

const NOTHING = new Uint8Array(0);

/**
 * Encodes a batch entry by entry. The batch keeps the result for the next peer of the same dialect.
 *
 * @param aroundBytes The number of bytes that the dialect puts around an entry's JSON.
 * @param write Writes one entry in the dialect's form to `out` at `at`.
 */
export function encodeEach(
  batch: Batch,
  key: string,
  aroundBytes: number,
  write: (json: Uint8Array, out: Uint8Array, at: number) => void,
): Encoding {
  const known = batch.encodings.get(key);
  if (known !== undefined) return known;
  const offsets = [0];
  const bytes = new Uint8Array(batch.sizeBytes + batch.count * (aroundBytes - HEADER_BYTES));
  for (let i = 0, at = 0; i < batch.count; i++) {
    const json = batch.json(i);
    write(json, bytes, at);
    offsets.push(at += json.length + aroundBytes);
  }
  const encoding = { bytes, offsets };
  batch.encodings.set(key, encoding);
  return encoding;
}

/** Returns the bytes of a batch without the entries that `self` has said; they may be none. */
export function withoutOwn(encoding: Encoding, batch: Batch, self: Author): Uint8Array {
  // A member that talks alone gets nothing, and needs no offsets for that.
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
