/**
 * The results of one invocation of the bench, as they are written to a file, and the questions that
 * tables and charts ask of them.
 *
 * @module
 */

import { type Metric, METRICS, type Values } from "../job.ts";
import type { Result } from "../run.ts";
import type { Depth } from "../scenes/mod.ts";

/** A server that took part. */
export interface Participant {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly setup: string;
}

/** One run. */
export interface RunRecord {
  readonly scene: string;
  readonly server: string;
  readonly round: number;
  readonly result: Result;
}

/** What didn't take place, and why. */
export interface Skipped {
  /** Undefined: no scene at all. */
  readonly scene?: string;
  readonly server: string;
  readonly reason: string;
}

export interface Report {
  readonly date: string;
  readonly machine: string;
  readonly command: string;
  readonly pinned: boolean;
  readonly rounds: number;
  readonly depth: Depth;
  readonly participants: readonly Participant[];
  readonly skipped: readonly Skipped[];
  readonly runs: readonly RunRecord[];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function valuesOf({ result }: RunRecord): Values {
  return "outcome" in result ? result.outcome.values : {};
}

/** The middle of all rounds of a scene on a server; undefined where it wasn't measured. */
export function medianOf(
  report: Report,
  scene: string,
  server: string,
  metric: Metric,
): number | undefined {
  const values = report.runs
    .filter((run) => run.scene === scene && run.server === server)
    .map((run) => valuesOf(run)[metric])
    .filter((value) => value !== undefined);
  return values.length === 0 ? undefined : median(values);
}

/** What is measured on a server. */
export interface Measured {
  readonly server: string;
  readonly metric: Metric;
}

/**
 * The ratio of two measurements in each round that has both. Runs of one round follow each other, so
 * they meet the same machine, which on a shared one those of another minute may not.
 */
export function ratiosOf(
  report: Report,
  scene: string,
  of: Measured,
  over: Measured,
): readonly number[] {
  const values = ({ server, metric }: Measured) =>
    new Map(
      report.runs
        .filter((run) => run.scene === scene && run.server === server)
        .map((run) => [run.round, valuesOf(run)[metric]]),
    );
  const below = values(over);
  return [...values(of)].flatMap(([round, value]) => {
    const divisor = below.get(round);
    return value === undefined || divisor === undefined ? [] : [value / divisor];
  });
}

/** How far apart the rounds were: half the range, as a share of the median. */
export function spreadOf(
  report: Report,
  scene: string,
  server: string,
  metric: Metric,
): number | undefined {
  const middle = medianOf(report, scene, server, metric);
  const values = report.runs
    .filter((run) => run.scene === scene && run.server === server)
    .map((run) => valuesOf(run)[metric])
    .filter((value) => value !== undefined);
  if (middle === undefined || values.length < 2) return undefined;
  return (Math.max(...values) - Math.min(...values)) / 2 / middle;
}

/** The metrics that a scene has. */
export function metricsOf(report: Report, scene: string): readonly Metric[] {
  const runs = report.runs.filter((run) => run.scene === scene);
  return METRICS.filter((metric) => runs.some((run) => valuesOf(run)[metric] !== undefined));
}

/** The servers with a result in a scene, in the order of the report. */
export function serversOf(report: Report, scene: string): readonly Participant[] {
  return report.participants.filter(({ name }) =>
    report.runs.some((run) => run.scene === scene && run.server === name && "outcome" in run.result)
  );
}

/** A sentence for everything that was lost, doubled, out of order, or altered, and each failed run. */
export function faultsOf(report: Report): readonly string[] {
  return report.runs.flatMap(({ scene, server, round, result }) => {
    const where = `${scene}, ${server}, round ${round}`;
    if ("failure" in result) return [`${where}: ${result.failure}`];
    const kinds = Object.entries(result.outcome.faults).filter(([, count]) => count !== 0);
    if (kinds.length === 0) return [];
    return [`${where}: ${kinds.map(([kind, count]) => `${count} ${kind}`).join(", ")}`];
  });
}

/** What runs of a scene had to remark, each remark once per server. */
export function notesOf(report: Report, scene: string): readonly string[] {
  const notes = report.runs.flatMap(({ scene: name, server, result }) =>
    name === scene && "outcome" in result
      ? result.outcome.notes.map((note) => `${server}: ${note}`)
      : []
  );
  return [...new Set(notes)];
}

/** What didn't take place: one sentence per reason. */
export function describeSkipped(report: Report): readonly string[] {
  const reasons = Map.groupBy(report.skipped, ({ reason }) => reason);
  return reasons.entries().map(([reason, skipped]) => {
    const servers = [...new Set(skipped.map(({ server }) => server))].join(", ");
    const scenes = [...new Set(skipped.flatMap(({ scene = [] }) => scene))].join(", ");
    return `${servers}${scenes === "" ? "" : ` in ${scenes}`}: ${reason}`;
  }).toArray();
}
