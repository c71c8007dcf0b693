import type { DatabaseSync } from "node:sqlite";

const STALLED = 0;
const FULL = 1;
// SQLite's own upper bound.
const PAGES_UNLIMITED = 4_294_967_294;

/**
 * A disk that a test can break. Given to `openStore`, it is looked at before anything is kept, from
 * the store's thread, with which it shares its memory.
 *
 * @example
 * ```ts
 * import { Faults } from "./faults.ts";
 *
 * const faults = new Faults();
 * faults.stall(); // From now on nothing is kept …
 * faults.resume(); // … until now.
 * ```
 */
export class Faults {
  readonly #flags: Int32Array<SharedArrayBuffer>;
  #wasFull = false;

  constructor(readonly memory: SharedArrayBuffer = new SharedArrayBuffer(8)) {
    this.#flags = new Int32Array(memory);
  }

  /** Makes whatever is to be kept wait, as a disk does that has fallen asleep. */
  stall(): void {
    Atomics.store(this.#flags, STALLED, 1);
  }

  resume(): void {
    Atomics.store(this.#flags, STALLED, 0);
    Atomics.notify(this.#flags, STALLED);
  }

  /** Makes the disk full: from now on neither the journal nor the database can grow. */
  fill(): void {
    Atomics.store(this.#flags, FULL, 1);
  }

  /** Undoes {@linkcode Faults.fill}. */
  free(): void {
    Atomics.store(this.#flags, FULL, 0);
  }

  /**
   * The store's thread: waits while the disk is stalled.
   *
   * @throws {Error} What Deno says when the disk is full, while it is.
   */
  inject(sqlite: DatabaseSync): void {
    while (Atomics.load(this.#flags, STALLED) === 1) Atomics.wait(this.#flags, STALLED, 1);
    const isFull = Atomics.load(this.#flags, FULL) === 1;
    if (isFull !== this.#wasFull) {
      sqlite.exec(`PRAGMA max_page_count = ${isFull ? 1 : PAGES_UNLIMITED}`);
      this.#wasFull = isFull;
    }
    if (isFull) throw new Error("No space left on device (os error 28)");
  }
}
