import { assertEquals } from "@std/assert";
import { withoutInfinities } from "./job.ts";

Deno.test("a value that JSON can't carry is no value", () => {
  const faults = { lost: 0, duplicated: 0, reordered: 0, altered: 0, stray: 0 };
  const values = { datagramsPerCpuSecond: Infinity, p99Ms: NaN, datagramsPerSecond: 7 };
  const outcome = withoutInfinities({ values, faults, notes: [] });
  assertEquals(outcome.values, { datagramsPerSecond: 7 });
  assertEquals(JSON.parse(JSON.stringify(outcome)), outcome);
});
