/**
 * The account of a receiver in the soak: which messages of each publisher it has heard. A publisher's
 * messages count up from 0 and keep their order, so that one number a publisher is enough.
 *
 * @module
 */

/** A message of the soak, as its text carries it. */
export interface Said {
  readonly publisher: number;
  readonly counter: number;
  /** The moment at which it was sent, in milliseconds. */
  readonly sentMs: number;
}

const TEXT = /^soak (\d+) (\d+) (\d+(?:\.\d+)?)$/;

export function textOf({ publisher, counter, sentMs }: Said): string {
  return `soak ${publisher} ${counter} ${sentMs.toFixed(3)}`;
}

/** The message in a text; undefined where the text is of somebody else. */
export function saidIn(text: string): Said | undefined {
  const match = TEXT.exec(text);
  if (match === null) return undefined;
  const [publisher, counter, sentMs] = match.slice(1).map(Number);
  return { publisher, counter, sentMs };
}

/** Counts the messages that a receiver misses or hears twice. */
export class Account {
  missing = 0;
  repeated = 0;
  readonly #next: number[];

  constructor(publishers: number) {
    this.#next = Array(publishers).fill(0);
  }

  hear({ publisher, counter }: Said): void {
    const next = this.#next[publisher];
    if (counter < next) {
      this.repeated++;
      return;
    }
    this.missing += counter - next;
    this.#next[publisher] = counter + 1;
  }

  /** The number of the acknowledged messages that haven't been heard up to now. */
  outstanding(acknowledged: readonly number[]): number {
    return acknowledged.reduce(
      (sum, count, index) => sum + Math.max(0, count - this.#next[index]),
      0,
    );
  }
}
