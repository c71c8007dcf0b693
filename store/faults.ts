const STALLED = 0;
const MAX_PAGES = 1;
// SQLite's own upper bound.
const PAGES_UNLIMITED = 4_294_967_294;

/**
 * A disk that a test can break. Given to `openStore`, it is looked at before each commit, from the
 * store's thread, with which it shares its memory.
 *
 * @example
 * ```ts
 * import { Faults } from "./faults.ts";
 *
 * const faults = new Faults();
 * faults.stall(); // From now on no commit comes to an end …
 * faults.resume(); // … until now.
 * ```
 */
export class Faults {
  readonly #flags: Int32Array<SharedArrayBuffer>;

  constructor(readonly memory: SharedArrayBuffer = new SharedArrayBuffer(8)) {
    this.#flags = new Int32Array(memory);
  }

  /** Makes each commit wait, as a disk does that has fallen asleep. */
  stall(): void {
    Atomics.store(this.#flags, STALLED, 1);
  }

  resume(): void {
    Atomics.store(this.#flags, STALLED, 0);
    Atomics.notify(this.#flags, STALLED);
  }

  /** Makes the disk full: from now on the database can't grow. */
  fill(): void {
    Atomics.store(this.#flags, MAX_PAGES, 1);
  }

  /** Undoes {@linkcode Faults.fill}. */
  free(): void {
    Atomics.store(this.#flags, MAX_PAGES, PAGES_UNLIMITED);
  }

  /** The store's thread: waits while the disk is stalled; returns how many pages it has. */
  meet(): number {
    while (Atomics.load(this.#flags, STALLED) === 1) Atomics.wait(this.#flags, STALLED, 1);
    return Atomics.load(this.#flags, MAX_PAGES) >>> 0 || PAGES_UNLIMITED;
  }
}
