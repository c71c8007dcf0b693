import { assertEquals } from "@std/assert";
import { Alarm } from "../../client/alarm.ts";

const HOUR_MS = 3_600_000;

// Deno fails a test that leaves a timer behind, so these end without one.

Deno.test("an alarm rings once, at the earliest time that it was set to", async () => {
  const rung = Promise.withResolvers<void>();
  let rings = 0;
  const alarm = new Alarm(() => {
    rings++;
    rung.resolve();
  });
  for (const inMs of [HOUR_MS, 0, HOUR_MS, Infinity]) alarm.set(performance.now() + inMs);
  await rung.promise;
  assertEquals(rings, 1);
});

Deno.test("an alarm that was stopped can't be set any more", () => {
  const alarm = new Alarm(() => {});
  alarm.set(performance.now() + HOUR_MS);
  alarm.stop();
  alarm.set(performance.now());
});
