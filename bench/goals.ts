/**
 * What is to be reached, and whether it was.
 *
 * @module
 */

import type { Metric } from "./job.ts";
import { medianOf, type Report } from "./report/report.ts";

/** What hubbub's number is compared with. */
export type Yardstick =
  | { readonly kind: "ratio"; readonly to: string }
  | { readonly kind: "absolute"; readonly unit: string }
  /** More than in another scene of the same run. KiB are compared in MiB. */
  | { readonly kind: "growth"; readonly over: string; readonly unit: string };

/** One thing to reach. */
export interface Goal {
  readonly scene: string;
  readonly metric: Metric;
  readonly yardstick: Yardstick;
  /** Whether more is better. */
  readonly sense: "at least" | "at most";
  readonly limit: number;
}

/** A goal and what came of it; undefined where it wasn't measured. */
export interface Verdict {
  readonly goal: Goal;
  readonly value: number | undefined;
  readonly reached: boolean;
}

const KIB_PER_MIB = 1024;
const SUBJECT = "hubbub";

function ratio(
  scene: string,
  metric: Metric,
  to: string,
  sense: Goal["sense"],
  limit: number,
): Goal {
  return { scene, metric, yardstick: { kind: "ratio", to }, sense, limit };
}

function deliveries(scene: string, nats: number, redis: number): Goal[] {
  return [
    ratio(scene, "deliveriesPerCpuSecond", "nats", "at least", nats),
    ratio(scene, "deliveriesPerCpuSecond", "redis", "at least", redis),
  ];
}

function absolute(
  scene: string,
  metric: Metric,
  sense: Goal["sense"],
  limit: number,
  unit: string,
): Goal {
  return { scene, metric, yardstick: { kind: "absolute", unit }, sense, limit };
}

export const GOALS: readonly Goal[] = [
  ...deliveries("1-to-100", 1.6, 1.3),
  ...deliveries("10-to-100", 2.8, 1.6),
  ...deliveries("1-to-100-1k", 2.2, 1.7),
  ...deliveries("1-to-1000", 2.2, 1.5),
  absolute("1-to-1000", "p99Ms", "at most", 25, "ms"),
  ...deliveries("1-to-1", 1.0, 1.3),
  ratio("paced", "p99Ms", "nats", "at most", 1.0),
  ratio("paced", "p99Ms", "redis", "at most", 1.3),
  absolute("idle", "kibPerConnection", "at most", 9, "KiB"),
  absolute("idle", "restedKibPerConnection", "at most", 9, "KiB"),
  absolute("idle", "stormSeconds", "at most", 2, "s"),
  ratio("churn", "connectionsPerCpuSecond", "nats", "at least", 1.1),
  absolute("slow-reader", "p99Ms", "at most", 3, "ms"),
  {
    scene: "slow-reader",
    metric: "peakKiB",
    yardstick: { kind: "growth", over: "slow-reader-without", unit: "MiB" },
    sense: "at most",
    limit: 32,
  },
  absolute("udp-received", "datagramsPerCpuSecond", "at least", 200_000, "/CPU-s"),
];

function valueOf(report: Report, { scene, metric, yardstick }: Goal): number | undefined {
  const own = medianOf(report, scene, SUBJECT, metric);
  if (own === undefined) return undefined;
  switch (yardstick.kind) {
    case "absolute":
      return own;
    case "ratio": {
      const other = medianOf(report, scene, yardstick.to, metric);
      return other === undefined ? undefined : own / other;
    }
    case "growth": {
      const base = medianOf(report, yardstick.over, SUBJECT, metric);
      return base === undefined ? undefined : (own - base) / KIB_PER_MIB;
    }
    default:
      return yardstick satisfies never;
  }
}

/** Judges everything that was measured. */
export function judge(report: Report): readonly Verdict[] {
  return GOALS.map((goal) => {
    const value = valueOf(report, goal);
    const reached = value !== undefined &&
      (goal.sense === "at least" ? value >= goal.limit : value <= goal.limit);
    return { goal, value, reached };
  });
}
