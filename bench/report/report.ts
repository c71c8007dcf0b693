/**
 * The results of the bench, as `--json` writes them, and the numbers that tables and charts need.
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

/** A server without a part in a scene, and the reason. */
export interface Skipped {
  /** Absent: in all scenes. */
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

/** The values of all rounds that have one. */
export function valuesIn(
  report: Report,
  scene: string,
  server: string,
  metric: Metric,
): number[] {
  return report.runs
    .filter((run) => run.scene === scene && run.server === server)
    .map((run) => valuesOf(run)[metric])
    .filter((value) => value !== undefined);
}

/** The median of all rounds of a scene on a server; undefined where it wasn't measured. */
export function medianOf(
  report: Report,
  scene: string,
  server: string,
  metric: Metric,
): number | undefined {
  const values = valuesIn(report, scene, server, metric);
  return values.length === 0 ? undefined : median(values);
}

/** A measurement of a server. */
export interface Measured {
  readonly server: string;
  readonly metric: Metric;
}

/**
 * The ratio of two measurements in each round that has both. Runs of one round follow each other:
 * a shared machine may be twice as fast a minute later.
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

/** The servers that show what the machine gives: the work of hubbub, and nothing beside it. */
const CEILINGS: readonly string[] = ["epoll", "bare-ws"];

/** The ceiling of a scene; undefined where none was measured. */
export function ceilingOf(report: Report, scene: string): Participant | undefined {
  return serversOf(report, scene).find(({ name }) => CEILINGS.includes(name));
}

/** A server's number as a multiple of the ceiling's: the median of the rounds. */
export function shareOfCeiling(
  report: Report,
  scene: string,
  of: Measured,
): number | undefined {
  const ceiling = ceilingOf(report, scene);
  if (ceiling === undefined) return undefined;
  const ratios = ratiosOf(report, scene, of, { ...of, server: ceiling.name });
  return ratios.length === 0 ? undefined : median(ratios);
}

/** Half the range of the rounds, as a share of the median. */
export function spreadOf(
  report: Report,
  scene: string,
  server: string,
  metric: Metric,
): number | undefined {
  const middle = medianOf(report, scene, server, metric);
  const values = valuesIn(report, scene, server, metric);
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

/** A sentence for each run that failed, or has lost, doubled, disordered or altered messages. */
export function faultsOf(report: Report): readonly string[] {
  return report.runs.flatMap(({ scene, server, round, result }) => {
    const where = `${scene}, ${server}, round ${round}`;
    if ("failure" in result) return [`${where}: ${result.failure}`];
    const kinds = Object.entries(result.outcome.faults).filter(([, count]) => count !== 0);
    if (kinds.length === 0) return [];
    return [`${where}: ${kinds.map(([kind, count]) => `${count} ${kind}`).join(", ")}`];
  });
}

/** The notes of a scene's runs, each once per server. */
export function notesOf(report: Report, scene: string): readonly string[] {
  const notes = report.runs.flatMap(({ scene: name, server, result }) =>
    name === scene && "outcome" in result
      ? result.outcome.notes.map((note) => `${server}: ${note}`)
      : []
  );
  return [...new Set(notes)];
}

/** The skipped servers: one sentence per reason. */
export function describeSkipped(report: Report): readonly string[] {
  const reasons = Map.groupBy(report.skipped, ({ reason }) => reason);
  return reasons.entries().map(([reason, skipped]) => {
    const servers = [...new Set(skipped.map(({ server }) => server))].join(", ");
    const scenes = [...new Set(skipped.flatMap(({ scene = [] }) => scene))].join(", ");
    return `${servers}${scenes === "" ? "" : ` in ${scenes}`}: ${reason}`;
  }).toArray();
}
