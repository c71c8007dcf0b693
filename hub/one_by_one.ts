/**
 * Carries out work one by one, each in a turn of the event loop of its own. Work that is done without
 * I/O, as a log in memory does it, would keep all others waiting until none is left.
 *
 * @example
 * ```ts
 * import { OneByOne } from "./one_by_one.ts";
 *
 * const reads = new OneByOne(() => new Promise((resolve) => setTimeout(resolve)));
 * await Promise.all(["a", "b"].map((name) => reads.run(() => Promise.resolve(name))));
 * // The turn behind the last one.
 * await new Promise((resolve) => setTimeout(resolve));
 * ```
 */
export class OneByOne {
  #last: Promise<unknown> = Promise.resolve();

  /** @param nextTurn Resolves in the next turn; undefined: where nobody else is to be served. */
  constructor(readonly nextTurn: (() => Promise<void>) | undefined) {}

  /** Carries out work behind all that was asked for earlier. Returns its result, or its error. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {}).then(this.nextTurn);
    return done;
  }
}
