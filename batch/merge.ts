import { Batch, type Run } from "./batch.ts";
import { memoryOf } from "./splice.ts";

const NO_HEAD = memoryOf(0);

/**
 * Merges several rooms' batches in the order of the numbers. A notice stays in front of the message
 * that follows it in its own batch.
 */
export function merge(batches: readonly Batch[]): Batch {
  const result = new Batch("");
  result.hasStrayAuthors = true;
  const cursors = batches.map((batch) => new Cursor(batch));
  for (;;) {
    let first: Cursor | undefined;
    for (const cursor of cursors) {
      if (!cursor.isAtEnd && (first === undefined || cursor.seq < first.seq)) first = cursor;
    }
    if (first === undefined) return result;
    first.copyTo(result);
  }
}

/** A place between two entries of a batch. */
class Cursor {
  #index = 0;
  #runIndex = 0;

  constructor(readonly batch: Batch) {}

  get isAtEnd(): boolean {
    return this.#index === this.batch.count;
  }

  /** The next entry's number; 0 for a notice. */
  get seq(): number {
    const { firstSeq, firstIndex } = this.#run;
    return firstSeq === 0 ? 0 : firstSeq + this.#index - firstIndex;
  }

  /** Copies the next entry and moves on. */
  copyTo(target: Batch): void {
    const { timeMs, author, firstIndex, count } = this.#run;
    target.append(NO_HEAD, 0, this.batch.spliceOf(this.#index), this.seq, timeMs, author);
    this.#index++;
    if (this.#index === firstIndex + count) this.#runIndex++;
  }

  get #run(): Run {
    return this.batch.runs[this.#runIndex];
  }
}
