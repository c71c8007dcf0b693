/** A log that all nodes of a simulated cluster share. Its positions count from 1. */
export class SimulatedLog {
  readonly #bundles: { readonly bytes: Uint8Array; readonly timeMs: number }[] = [];
  #numbers = 0;
  timeMs = Date.UTC(2026, 10, 21, 5);

  get size(): number {
    return this.#bundles.length;
  }

  append(bytes: Uint8Array): void {
    this.#bundles.push({ bytes, timeMs: this.timeMs });
  }

  at(position: number): { readonly bytes: Uint8Array; readonly timeMs: number } | undefined {
    return this.#bundles[position - 1];
  }

  /** Returns a number that names nothing else in this simulation. */
  newNumber(): number {
    return ++this.#numbers;
  }
}
