import { assert, assertEquals } from "@std/assert";
import { Histogram } from "./histogram.ts";

Deno.test("a percentile is never below the true one, and at most 2 % above", () => {
  const histogram = new Histogram();
  for (let value = 1; value <= 10_000; value++) histogram.record(value / 10);
  for (const share of [0.5, 0.99, 0.999]) {
    const exact = share * 1000;
    const found = histogram.percentileMs(share);
    assert(found >= exact && found <= exact * 1.02, `${share}: ${found} for ${exact}`);
  }
});

Deno.test("a percentile of an empty histogram is 0, and so it is after a reset", () => {
  const histogram = new Histogram();
  assertEquals(histogram.percentileMs(0.99), 0);
  histogram.record(5);
  histogram.reset();
  assertEquals(histogram.percentileMs(0.99), 0);
});
