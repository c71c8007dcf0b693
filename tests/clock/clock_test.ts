import { assertEquals } from "@std/assert";
import { Clock } from "../../server/clock.ts";
import { CautiousClock } from "../../store/disk_thread/retention/cautious_clock.ts";
import { VirtualTime } from "./virtual_time.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

Deno.test("the clock starts at wall time, and then nobody can set it", () => {
  const time = new VirtualTime();
  const clock = new Clock(time);
  const startMs = time.wallMs();
  assertEquals(clock.now(), startMs);
  for (const byMs of [HOUR_MS, -3 * HOUR_MS]) time.setWall(byMs);
  time.advance(1_000.7);
  assertEquals(clock.now(), startMs + 1_000);
});

Deno.test("the offset follows the wall clock, but not each millisecond of drift", () => {
  const time = new VirtualTime();
  const clock = new Clock(time);
  const offsets = [3, 4, 5, HOUR_MS, -HOUR_MS].map((byMs) => {
    time.setWall(byMs);
    return clock.wallOffsetMs();
  });
  assertEquals(offsets, [0, 0, 12, HOUR_MS + 12, 12]);
});

Deno.test("the clock of retention follows a step back at once, and an advance after a day or two", () => {
  const time = new VirtualTime();
  const clock = new CautiousClock(time.monotonicMs, time.wallMs);
  const behindMs = () => time.wallMs() - clock.nowMs();
  assertEquals(behindMs(), 0);
  time.setWall(HOUR_MS);
  assertEquals(behindMs(), HOUR_MS);
  time.setWall(-2 * HOUR_MS);
  assertEquals(behindMs(), 0);
  time.setWall(40 * DAY_MS);
  const behind: number[] = [];
  for (let hours = 0; hours < 60; hours++) {
    time.advance(HOUR_MS);
    behind.push(behindMs());
  }
  assertEquals(behind.slice(0, 24).every((ms) => ms === 40 * DAY_MS), true);
  assertEquals(behind.slice(48).every((ms) => ms === 0), true);
});
