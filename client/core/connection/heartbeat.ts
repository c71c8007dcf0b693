/**
 * Tells if both sides still hear each other. Each speaks at least once in an interval; a silence twice
 * as long means that the connection is dead.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { Heartbeat } from "./heartbeat.ts";
 *
 * const heartbeat = new Heartbeat(15_000);
 * heartbeat.heard(1_000);
 * heartbeat.spoke(2_000);
 * assertEquals(heartbeat.nextMs(), 17_000);
 * assert(heartbeat.isDue(17_000) && !heartbeat.isMissed(17_000) && heartbeat.isMissed(31_000));
 * ```
 */
export class Heartbeat {
  readonly intervalMs: number;
  #heardMs = 0;
  #spokeMs = 0;

  /** @param intervalMs The interval, in milliseconds. */
  constructor(intervalMs: number) {
    this.intervalMs = intervalMs;
  }

  /** The silence after which the connection counts as dead, in milliseconds. */
  get silentMs(): number {
    return 2 * this.intervalMs;
  }

  heard(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  spoke(nowMs: number): void {
    this.#spokeMs = nowMs;
  }

  /** Returns true if the client must send something, if only a heartbeat. */
  isDue(nowMs: number): boolean {
    return nowMs - this.#spokeMs >= this.intervalMs;
  }

  /**
   * Returns true if the client should answer a heartbeat of the hub. A browser delays the timers of a
   * hidden page by up to a minute, but not its messages.
   */
  isWorthAnswering(nowMs: number): boolean {
    return 2 * (nowMs - this.#spokeMs) >= this.intervalMs;
  }

  /** Returns true if the hub has been silent for too long. */
  isMissed(nowMs: number): boolean {
    return nowMs - this.#heardMs >= this.silentMs;
  }

  /** Returns the time at which the next of both comes, if nothing happens before. */
  nextMs(): number {
    return Math.min(this.#heardMs + this.silentMs, this.#spokeMs + this.intervalMs);
  }
}
