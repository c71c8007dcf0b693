import { assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import { Backoff } from "../../client/core/connection/backoff.ts";
import { LIMITS } from "../../web/connection/limits.js";

const { retryFirstMs: firstMs, retryMaxMs: maxMs } = LIMITS;

Deno.test("a page's retries come ever more slowly, spread, and at least every 30 s", () => {
  const shortest = new Backoff({ firstMs, maxMs, random: () => 0 });
  const longest = new Backoff({ firstMs, maxMs, random: () => 1 });
  let lastMs = 0;
  for (let attempt = 0; attempt < 50; attempt++) {
    const [lowMs, highMs] = [shortest.nextMs(), longest.nextMs()];
    assertEquals(highMs, 2 * lowMs);
    assertGreaterOrEqual(lowMs, lastMs);
    assertLessOrEqual(highMs, 30_000);
    lastMs = lowMs;
  }
  assertEquals(lastMs, 15_000);
});
