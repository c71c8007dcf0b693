const RANGES_MAX = 1000;

/**
 * Numbers of messages that were delivered but never kept, because the disk failed for too long.
 *
 * In an outage the oldest go first, so each outage is one range; of the oldest ranges two become
 * one where there are too many, which errs on the safe side: it calls a message lost that isn't.
 */
export class LostRanges {
  readonly #ranges: { from: number; to: number }[] = [];

  /** Adds a range above all before; `from` is where its outage's losses began. */
  add(from: number, to: number): void {
    const newest = this.#ranges.at(-1);
    if (newest !== undefined && newest.from === from) newest.to = to;
    else this.#ranges.push({ from, to });
    if (this.#ranges.length > RANGES_MAX) {
      const [oldest] = this.#ranges.splice(0, 1);
      this.#ranges[0].from = oldest.from;
    }
  }

  /** Whether any number from `first` to `last` is in a range. */
  overlaps(first: number, last: number): boolean {
    return this.#ranges.some(({ from, to }) => from <= last && first <= to);
  }
}
