import { Batch } from "./batch.ts";
import { memoryOf } from "./splice.ts";

const NO_HEAD = memoryOf(0);

/** Several rooms' batches as one, in the order of the numbers; a notice keeps its place in its own. */
export function merge(batches: readonly Batch[]): Batch {
  const result = new Batch("");
  result.hasStrayAuthors = true;
  const next = batches.map(() => 0);
  for (;;) {
    let first = -1;
    for (let i = 0; i < batches.length; i++) {
      if (next[i] === batches[i].count) continue;
      if (first < 0 || seqOf(batches[i], next[i]) < seqOf(batches[first], next[first])) first = i;
    }
    if (first < 0) return result;
    copyEntry(batches[first], next[first]++, result);
  }
}

function seqOf(batch: Batch, index: number): number {
  return batch.entries[index].seq;
}

function copyEntry(from: Batch, index: number, to: Batch): void {
  const { seq, timeMs, author } = from.entries[index];
  to.append(NO_HEAD, 0, from.spliceOf(index), seq, timeMs, author);
}
