import { type Batch, type Encoding, HEADER_BYTES } from "../../batch/mod.ts";

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
