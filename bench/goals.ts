/**
 * The goals of the bench, and the verdict on each.
 *
 * @module
 */

import type { Metric } from "./job.ts";
import { median, medianOf, ratiosOf, type Report } from "./report/report.ts";

/** A limit for a number of a server. */
export interface Goal {
  readonly scene: string;
  /** The server whose number is judged. */
  readonly server: string;
  readonly metric: Metric;
  readonly yardstick: Yardstick;
  readonly sense: "at least" | "at most";
  readonly limit: number;
}

/** The other side of a comparison. */
export type Yardstick =
  /** The ratio to a number of the same scene: a server's, by the same metric unless it is named. */
  | { readonly kind: "ratio"; readonly to: string; readonly metric?: Metric }
  | { readonly kind: "absolute"; readonly unit: string }
  /** The share of the same server's number in another scene. */
  | { readonly kind: "share"; readonly of: string }
  /** The growth over another scene of the same run. KiB are compared in MiB. */
  | { readonly kind: "growth"; readonly over: string; readonly unit: string };

/** A goal and its result. */
export interface Verdict {
  readonly goal: Goal;
  /** The median of the values; undefined where it wasn't measured. */
  readonly value: number | undefined;
  /** For a ratio those of all rounds, else one. */
  readonly values: readonly number[];
  readonly reached: boolean;
}

const KIB_PER_MIB = 1024;

/** A ratio to another server. */
function ratio(
  scene: string,
  metric: Metric,
  to: string,
  sense: Goal["sense"],
  limit: number,
): Goal {
  return { scene, server: "hubbub", metric, yardstick: { kind: "ratio", to }, sense, limit };
}

function deliveries(scene: string, ceiling: number, nats: number, redis: number): Goal[] {
  return [
    ratio(scene, "deliveriesPerCpuSecond", "epoll", "at least", ceiling),
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
  return { scene, server: "hubbub", metric, yardstick: { kind: "absolute", unit }, sense, limit };
}

/** The log on disk beside the log in memory. */
function log(scene: string, metric: Metric, sense: Goal["sense"], limit: number): Goal {
  return { ...ratio(scene, metric, "memory", sense, limit), server: "sqlite" };
}

export const GOALS: readonly Goal[] = [
  ...deliveries("1-to-100", 0.75, 1.6, 1.3),
  ...deliveries("10-to-100", 0.75, 2.8, 1.6),
  ...deliveries("1-to-100-1k", 0.65, 2.2, 1.7),
  ratio("1-to-1000", "deliveriesPerCpuSecond", "nats", "at least", 2.2),
  ratio("1-to-1000", "deliveriesPerCpuSecond", "redis", "at least", 1.5),
  absolute("1-to-1000", "p99Ms", "at most", 25, "ms"),
  ...deliveries("1-to-1", 0.5, 1.0, 1.3),
  ratio("irc-to-100", "deliveriesPerCpuSecond", "ngircd", "at least", 1),
  ratio("irc-to-100", "deliveriesPerCpuSecond", "inspircd", "at least", 1),
  ratio("websocket-to-100", "deliveriesPerCpuSecond", "centrifugo", "at least", 1),
  {
    ...absolute("websocket-to-100", "deliveriesPerCpuSecond", "at least", 0.9, ""),
    yardstick: { kind: "share", of: "1-to-100" },
  },
  ratio("paced", "serverCpuShare", "redis", "at most", 1.2),
  ratio("paced", "p99Ms", "nats", "at most", 1.0),
  ratio("paced", "p99Ms", "redis", "at most", 1.3),
  absolute("idle", "kibPerConnection", "at most", 9, "KiB"),
  absolute("idle", "restedKibPerConnection", "at most", 9, "KiB"),
  absolute("idle", "stormSeconds", "at most", 2, "s"),
  ratio("churn", "connectionsPerCpuSecond", "nats", "at least", 1.1),
  absolute("slow-reader", "p99Ms", "at most", 1.5, "ms"),
  {
    ...absolute("slow-reader", "peakKiB", "at most", 32, "MiB"),
    yardstick: { kind: "growth", over: "slow-reader-without", unit: "MiB" },
  },
  absolute("udp-to-100", "deliveriesPerCpuSecond", "at least", 300_000, "/CPU-s"),
  absolute("udp-received", "datagramsPerCpuSecond", "at least", 200_000, "/CPU-s"),
  log("log-to-100", "deliveriesPerSecond", "at least", 0.8),
  log("log-to-100", "p99Ms", "at most", 1.5),
  log("log-to-100-ids", "deliveriesPerSecond", "at least", 0.8),
  log("log-to-100-ids", "p99Ms", "at most", 1.5),
  log("log-paced", "p99Ms", "at most", 1.5),
  log("log-paced-ids", "p99Ms", "at most", 1.5),
  {
    ...ratio("log-publishers", "acksPerSecond", "jetstream", "at least", 1),
    server: "sqlite",
  },
  {
    ...ratio("log-index", "deliveriesPerCpuSecond", "no-index", "at least", 0.95),
    server: "sqlite",
  },
  ratio("cluster-listens", "firstNodeMicroseconds", "one-node", "at most", 1.1),
  absolute("cluster-paced", "p99Ms", "at most", 5, "ms"),
  absolute("cluster-acked", "acksPerSecond", "at least", 200_000, "/s"),
  absolute("cluster-kill", "backSeconds", "at most", 10, "s"),
  ratio("cluster-web-alone", "deliveriesPerCpuSecond", "centrifugo", "at least", 1),
  ratio("cluster-web-spread", "deliveriesPerCpuSecond", "centrifugo", "at least", 1),
  {
    ...log("log-1-to-1", "lastKiB", "at most", 1.1),
    yardstick: { kind: "ratio", to: "sqlite", metric: "firstKiB" },
  },
];

/** Judges every goal. */
export function judge(report: Report): readonly Verdict[] {
  return GOALS.map((goal) => {
    const values = valuesOf(report, goal);
    const value = values.length === 0 ? undefined : median(values);
    const reached = value !== undefined &&
      (goal.sense === "at least" ? value >= goal.limit : value <= goal.limit);
    return { goal, value, values, reached };
  });
}

function valuesOf(report: Report, goal: Goal): readonly number[] {
  const { scene, server, metric, yardstick } = goal;
  if (yardstick.kind === "ratio") {
    const over = { server: yardstick.to, metric: yardstick.metric ?? metric };
    return ratiosOf(report, scene, { server, metric }, over);
  }
  const own = medianOf(report, scene, server, metric);
  if (own === undefined) return [];
  if (yardstick.kind === "absolute") return [own];
  if (yardstick.kind === "share") {
    const whole = medianOf(report, yardstick.of, server, metric);
    return whole === undefined ? [] : [own / whole];
  }
  yardstick.kind satisfies "growth";
  const base = medianOf(report, yardstick.over, server, metric);
  return base === undefined ? [] : [(own - base) / KIB_PER_MIB];
}
