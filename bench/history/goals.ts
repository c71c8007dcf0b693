/**
 * What is to be reached by the log, and whether it was.
 *
 * @module
 */

import type { Metric } from "../job.ts";
import { type Measured, median, ratiosOf, type Report } from "../report/report.ts";

/** A ratio of two measurements that has a limit. */
interface Goal {
  readonly what: string;
  readonly scene: string;
  readonly of: Measured;
  readonly over: Measured;
  readonly sense: "at least" | "at most";
  readonly limit: number;
}

/** A goal and what came of it. */
export interface Verdict {
  readonly goal: Goal;
  /** The middle of the rounds' ratios; undefined where it wasn't measured. */
  readonly value: number | undefined;
  /** The rounds' ratios. */
  readonly ratios: readonly number[];
  readonly reached: boolean;
}

function ofMemory(
  scene: string,
  metric: Metric,
  what: string,
  sense: Goal["sense"],
  limit: number,
): Goal {
  const [of, over] = [{ server: "sqlite", metric }, { server: "memory", metric }];
  return { what, scene, of, over, sense, limit };
}

const THROUGHPUT = "SQLite's throughput, of memory's";
const LATENCY = "SQLite's p99, of memory's";

const GOALS: readonly Goal[] = [
  ofMemory("to-100", "deliveriesPerSecond", THROUGHPUT, "at least", 0.8),
  ofMemory("to-100", "p99Ms", LATENCY, "at most", 1.5),
  ofMemory("to-100-ids", "deliveriesPerSecond", THROUGHPUT, "at least", 0.8),
  ofMemory("to-100-ids", "p99Ms", LATENCY, "at most", 1.5),
  ofMemory("paced", "p99Ms", LATENCY, "at most", 1.5),
  ofMemory("paced-ids", "p99Ms", LATENCY, "at most", 1.5),
  {
    what: "SQLite's acknowledged messages, of JetStream's",
    scene: "publishers",
    of: { server: "sqlite", metric: "acksPerSecond" },
    over: { server: "jetstream", metric: "acksPerSecond" },
    sense: "at least",
    limit: 1,
  },
  {
    what: "memory in the last third, of that in the first",
    scene: "one-to-one",
    of: { server: "sqlite", metric: "lastKiB" },
    over: { server: "sqlite", metric: "firstKiB" },
    sense: "at most",
    limit: 1.1,
  },
];

/** Judges everything that was measured. */
export function judge(report: Report): readonly Verdict[] {
  return GOALS.map((goal) => {
    const ratios = ratiosOf(report, goal.scene, goal.of, goal.over);
    const value = ratios.length === 0 ? undefined : median(ratios);
    const isEnough = (measured: number) =>
      goal.sense === "at least" ? measured >= goal.limit : measured <= goal.limit;
    return { goal, value, ratios, reached: value !== undefined && isEnough(value) };
  });
}
