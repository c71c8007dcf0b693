import { Batch } from "./batch.ts";

const NO_HEAD = new Uint8Array(0);

/** Several rooms' batches as one, in the order of the numbers; a notice keeps its place in its own. */
export function merge(batches: readonly Batch[]): Batch {
  const result = new Batch("");
  result.isMerged = true;
  const next = batches.map(() => 0);
  for (;;) {
    let first = -1;
    for (let i = 0; i < batches.length; i++) {
      if (next[i] === batches[i].count) continue;
      if (first < 0 || batches[i].seqs[next[i]] < batches[first].seqs[next[first]]) first = i;
    }
    if (first < 0) return result;
    copyEntry(batches[first], next[first]++, result);
  }
}

/** A batch without what is numbered `after` or less; notices, which have no number, stay. */
export function newerThan(batch: Batch, after: number): Batch {
  if (batch.seqs.every((seq) => seq === 0 || seq > after)) return batch;
  const result = new Batch("");
  result.isMerged = true;
  for (let i = 0; i < batch.count; i++) {
    if (batch.seqs[i] === 0 || batch.seqs[i] > after) copyEntry(batch, i, result);
  }
  return result;
}

function copyEntry(from: Batch, index: number, to: Batch): void {
  const json = from.json(index);
  to.append(NO_HEAD, 0, json, 0, json.length, {
    seq: from.seqs[index],
    timeMs: from.timesMs[index],
    author: from.authors[index],
  });
}
