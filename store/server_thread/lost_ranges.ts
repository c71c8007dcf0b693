const RANGES_MAX = 1000;

/**
 * The numbers of messages that were delivered but dropped before they were committed, since the
 * disk failed for too long. Belongs to `SqliteHistory`, on the server's thread.
 *
 * An outage drops the oldest messages first, so each outage is one range. Above 1,000 ranges the
 * two oldest become one: messages between them count as lost although they aren't.
 */
export class LostRanges {
  readonly #ranges: { from: number; to: number }[] = [];

  /**
   * Adds a range above all earlier ones. A range with the same `from` belongs to the same outage
   * and replaces it.
   */
  add(from: number, to: number): void {
    const newest = this.#ranges.at(-1);
    if (newest !== undefined && newest.from === from) newest.to = to;
    else this.#ranges.push({ from, to });
    if (this.#ranges.length > RANGES_MAX) {
      const [oldest] = this.#ranges.splice(0, 1);
      this.#ranges[0].from = oldest.from;
    }
  }

  /** Returns true if any number from `first` to `last` is in a range. */
  overlaps(first: number, last: number): boolean {
    return this.#ranges.some(({ from, to }) => from <= last && first <= to);
  }
}
