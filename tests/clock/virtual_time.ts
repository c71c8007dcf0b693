import type { TimeSource } from "../../server/clock.ts";

/** Noon in UTC, on 25 November 2026. */
const START_MS = Date.UTC(2026, 10, 25, 12);

/** A machine's clocks, which only the test moves. */
export class VirtualTime implements TimeSource {
  #monotonicMs = 5_000;
  #wallMs = START_MS;

  readonly monotonicMs = (): number => this.#monotonicMs;
  readonly wallMs = (): number => this.#wallMs;

  /** Time goes by. */
  advance(ms: number): void {
    this.#monotonicMs += ms;
    this.#wallMs += ms;
  }

  /** Somebody sets the wall clock; negative: back. */
  setWall(byMs: number): void {
    this.#wallMs += byMs;
  }
}
