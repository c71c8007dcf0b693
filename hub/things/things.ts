import type { Thing } from "./thing.ts";

/** Most messages whose facts are remembered; the ones that were changed longest ago go first. */
const THINGS_MAX = 10_000;

/**
 * The facts about messages that were changed lately, as the entries of the order have left them. A
 * node looks a message up in its own log before it submits a change, and other changes may come
 * first: these facts count then.
 */
export class Things {
  readonly #bySeq = new Map<number, Thing>();

  get(seq: number): Thing | undefined {
    return this.#bySeq.get(seq);
  }

  put(thing: Thing): void {
    this.#bySeq.delete(thing.seq);
    this.#bySeq.set(thing.seq, thing);
    if (this.#bySeq.size <= THINGS_MAX) return;
    for (const oldest of this.#bySeq.keys()) {
      this.#bySeq.delete(oldest);
      return;
    }
  }

  /** Returns all facts for a copy of the hub, oldest first. */
  values(): Iterable<Thing> {
    return this.#bySeq.values();
  }
}
