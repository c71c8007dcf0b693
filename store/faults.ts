import type { DatabaseSync } from "node:sqlite";

const STALLED = 0;
const FULL = 1;
// SQLite's upper bound.
const PAGES_UNLIMITED = 4_294_967_294;

/**
 * Makes the disk of a store fail or stall, for tests. Both threads share its memory: a test calls
 * it in the server's thread, and the store's thread asks it before each access to the disk.
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

  /** Makes each access to the disk wait, like a disk that has fallen asleep. */
  stall(): void {
    Atomics.store(this.#flags, STALLED, 1);
  }

  resume(): void {
    Atomics.store(this.#flags, STALLED, 0);
    Atomics.notify(this.#flags, STALLED);
  }

  /** Makes the disk full: neither the journal nor the database can grow. */
  fill(): void {
    Atomics.store(this.#flags, FULL, 1);
  }

  /** Undoes {@linkcode Faults.fill}. */
  free(): void {
    Atomics.store(this.#flags, FULL, 0);
  }

  /**
   * Called by the store's thread before it uses the disk. Waits while the disk is stalled.
   *
   * @throws {Error} Deno's error for a full disk, while the disk is full.
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
