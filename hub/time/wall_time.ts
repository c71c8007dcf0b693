/**
 * Turns the hub's time into the time that people see. The hub's own time, `nowMs`, goes by a
 * monotonic clock, which nobody can set, so durations are differences of `nowMs`. Wall time is for
 * what people read (`time`, `since`, `/time`) and for what outlives the process (message times, the
 * ages of ids, the ends of bans), and never for a duration.
 *
 * Both are equal when the server starts, so a stored wall time needs no conversion then.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { WallTime } from "./wall_time.ts";
 *
 * const wall = new WallTime();
 * wall.offsetMs = 3_600_000;
 * assertEquals(wall.at(1_000), 3_601_000);
 * ```
 */
export class WallTime {
  /** Added to `nowMs` for wall time, in whole milliseconds. The server sets it once a tick. */
  offsetMs = 0;

  /** Returns the wall time at a moment of the hub's own time, in milliseconds since the epoch. */
  at(nowMs: number): number {
    return nowMs + this.offsetMs;
  }
}
