/**
 * Whether the two sides still hear each other. Each speaks at least once an interval; twice as long
 * a silence means that the connection is dead.
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

  /** @param intervalMs In milliseconds. */
  constructor(intervalMs: number) {
    this.intervalMs = intervalMs;
  }

  /** How long a silence is too long, in milliseconds. */
  get silentMs(): number {
    return 2 * this.intervalMs;
  }

  heard(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  spoke(nowMs: number): void {
    this.#spokeMs = nowMs;
  }

  /** Whether one has to say something, be it nothing. */
  isDue(nowMs: number): boolean {
    return nowMs - this.#spokeMs >= this.intervalMs;
  }

  /**
   * Whether a heartbeat of the other side is worth an answer. A browser delays the timers of a hidden
   * page by up to a minute, but not its messages.
   */
  isWorthAnswering(nowMs: number): boolean {
    return 2 * (nowMs - this.#spokeMs) >= this.intervalMs;
  }

  /** Whether the other side has been silent for too long. */
  isMissed(nowMs: number): boolean {
    return nowMs - this.#heardMs >= this.silentMs;
  }

  /** When one of the two will be so, if nothing happens before. */
  nextMs(): number {
    return Math.min(this.#heardMs + this.silentMs, this.#spokeMs + this.intervalMs);
  }
}
