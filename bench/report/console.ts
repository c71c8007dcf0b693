/**
 * The lines of the bench while it runs, and at its end.
 *
 * @module
 */

import { judge, type Verdict } from "../goals.ts";
import type { Metric, Values } from "../job.ts";
import type { Result } from "../run.ts";
import type { Scene } from "../scenes/mod.ts";
import type { Server } from "../servers/server.ts";
import { HEADINGS, percent, short, show } from "./format.ts";
import { markNoise, NOISE_LEGEND, noiseOf, OTHERS_LIMIT } from "./noise.ts";
import {
  ceilingOf,
  describeSkipped,
  faultsOf,
  medianOf,
  type Report,
  serversOf,
  shareOfCeiling,
  spreadOf,
} from "./report.ts";

const NAME_WIDTH = 12;
const SCENE_WIDTH = 20;
const encoder = new TextEncoder();

/** Writes a line to stdout. */
export function say(line: string): void {
  Deno.stdout.writeSync(encoder.encode(`${line}\n`));
}

/** Writes a line to stderr. */
export function complain(line: string): void {
  Deno.stderr.writeSync(encoder.encode(`${line}\n`));
}

function summary(values: Values, metric: Metric): string {
  const shown: Metric[] = [
    ...[metric, "deliveriesPerSecond", "connectionsPerSecond", "p99Ms"] as const,
    ...["acksPerCpuSecond", "leftSeconds"] as const,
  ];
  const parts = [...new Set(shown)]
    .filter((each) => values[each] !== undefined)
    .map((each) => `${show(each, values[each])} ${HEADINGS[each]}`);
  if (values.stormSeconds !== undefined) parts.push(`storm ${short(values.stormSeconds)} s`);
  if (values.serverCpuShare !== undefined) {
    parts.push(`server ${percent(values.serverCpuShare)}`);
    parts.push(`generator ${percent(values.generatorCpuShare ?? 0)}`);
    const others = values.othersCpuShare ?? 0;
    if (others > OTHERS_LIMIT) parts.push(`NOISY: other processes ${percent(others)}`);
  }
  return parts.join(", ");
}

/** Writes one line about a run that has just ended. */
export function sayRun(scene: Scene, server: Server, round: number, result: Result): void {
  const head = `${scene.name.padEnd(SCENE_WIDTH)}${String(round).padEnd(3)}`;
  const text = "failure" in result
    ? `FAILED: ${result.failure}`
    : summary(result.outcome.values, scene.metric);
  say(`${head}${server.name.padEnd(NAME_WIDTH)}${text}`);
}

/** A goal and its result, as in "1.72 × NATS (at least 1.60; rounds 1.60 to 1.81): reached". */
export function describeVerdict({ goal, value, values, reached }: Verdict, report: Report): string {
  const { yardstick } = goal;
  const yardstickName = ({ to, metric }: { to: string; metric?: Metric }) =>
    metric === undefined
      ? report.participants.find((each) => each.name === to)?.title ?? to
      : HEADINGS[metric];
  const unit = yardstick.kind === "ratio"
    ? `× ${yardstickName(yardstick)}`
    : yardstick.kind === "share"
    ? `× its own in ${yardstick.of}`
    : yardstick.unit;
  const wanted = `${goal.sense} ${short(goal.limit)}`;
  if (value === undefined) return `${wanted} ${unit}: not measured`;
  const range = values.length < 2
    ? ""
    : `; rounds ${short(Math.min(...values))} to ${short(Math.max(...values))}`;
  return `${short(value)} ${unit} (${wanted}${range}): ${reached ? "reached" : "NOT reached"}`;
}

function sayScene(report: Report, scene: Scene): void {
  const ceiling = ceilingOf(report, scene.name);
  const values = serversOf(report, scene.name).map(({ name, title }) => {
    const own = medianOf(report, scene.name, "hubbub", scene.metric);
    const value = medianOf(report, scene.name, name, scene.metric);
    const ratio = own === undefined || value === undefined || name === "hubbub"
      ? []
      : [`hubbub ${(own / value).toFixed(2)} ×`];
    const share = shareOfCeiling(report, scene.name, { server: name, metric: scene.metric });
    const beside = ceiling === undefined || ceiling.name === name || share === undefined
      ? []
      : [`${share.toFixed(2)} × ${ceiling.title}`];
    const notes = [...ratio, ...beside].join("; ");
    const spread = spreadOf(report, scene.name, name, scene.metric);
    const number = show(scene.metric, value) +
      (spread === undefined ? "" : ` ± ${percent(spread)}`);
    const marked = markNoise(number, noiseOf(report, scene.name, name, scene.metric));
    return `${title} ${marked}${notes === "" ? "" : ` (${notes})`}`;
  });
  if (values.length > 0) say(`  ${scene.title}, ${HEADINGS[scene.metric]}: ${values.join(", ")}`);
}

/** Writes medians, goals and faults. */
export function saySummary(report: Report, scenes: readonly Scene[]): void {
  say(`\nMedians of ${report.rounds} round${report.rounds === 1 ? "" : "s"}:`);
  for (const scene of scenes) sayScene(report, scene);
  say(`\n${NOISE_LEGEND}`);
  const verdicts = judge(report).filter(({ value }) => value !== undefined);
  if (verdicts.length > 0) say("\nTo reach:");
  for (const verdict of verdicts) {
    const { scene, metric } = verdict.goal;
    say(`  ${scene}, ${HEADINGS[metric]}: ${describeVerdict(verdict, report)}`);
  }
  for (const line of describeSkipped(report)) say(`  skipped: ${line}`);
  for (const fault of faultsOf(report)) complain(`FAULT: ${fault}`);
}
