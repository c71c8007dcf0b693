/**
 * The tables of the report, in Markdown.
 *
 * @module
 */

import { judge } from "../goals.ts";
import type { Metric } from "../job.ts";
import { GROWTH_STEPS, type Scene } from "../scenes/mod.ts";
import { describeVerdict } from "./console.ts";
import { HEADINGS, percent, short, show } from "./format.ts";
import { markNoise, noiseOf } from "./noise.ts";
import {
  ceilingOf,
  medianOf,
  metricsOf,
  type Participant,
  type Report,
  serversOf,
  shareOfCeiling,
  spreadOf,
} from "./report.ts";

const SUBJECT = "hubbub";
const NANOSECONDS = 1e9;

/** A table; all columns but the first are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, index) => index === 0 ? "---" : "---:");
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** A number with its ratio, as in "7.21 M (2.05)": hubbub delivers 2.05 times as much. */
function cell(report: Report, scene: Scene, { name }: Participant): string {
  const value = medianOf(report, scene.name, name, scene.metric);
  const own = medianOf(report, scene.name, SUBJECT, scene.metric);
  if (value === undefined) return "–";
  const noise = noiseOf(report, scene.name, name, scene.metric);
  const text = markNoise(show(scene.metric, value), noise);
  if (name === SUBJECT) return `**${text}**`;
  return own === undefined ? text : `${text} (${(own / value).toFixed(2)})`;
}

/** Scenes down, servers across: the number that each scene is about. */
export function overview(report: Report, scenes: readonly Scene[]): string {
  const servers = report.participants.filter((server) =>
    scenes.some(({ name }) => serversOf(report, name).includes(server))
  );
  const head = ["", ...servers.map(({ title }) => title)];
  const rows = scenes.map((scene) => [
    scene.title,
    ...servers.map((server) => cell(report, scene, server)),
  ]);
  return table(head, rows);
}

function spread(report: Report, scene: Scene, server: Participant): string {
  const value = spreadOf(report, scene.name, server.name, scene.metric);
  const text = value === undefined ? "–" : `± ${percent(value)}`;
  return markNoise(text, noiseOf(report, scene.name, server.name, scene.metric));
}

/** The number that a scene is about, as a multiple of the ceiling's. */
function share(report: Report, scene: Scene, { name: server }: Participant): string {
  const value = shareOfCeiling(report, scene.name, { server, metric: scene.metric });
  return value === undefined ? "–" : value.toFixed(2);
}

/** All measurements of a scene: servers down, metrics across. */
export function details(report: Report, scene: Scene): string {
  const metrics = metricsOf(report, scene.name);
  const ceiling = ceilingOf(report, scene.name);
  const beside = ceiling === undefined ? [] : [`× ${ceiling.title}`];
  const head = ["", ...metrics.map((metric) => HEADINGS[metric]), ...beside, "rounds differ by"];
  const rows = serversOf(report, scene.name).map((server) => [
    server.title,
    ...metrics.map((metric) => show(metric, medianOf(report, scene.name, server.name, metric))),
    ...beside.map(() => share(report, scene, server)),
    spread(report, scene, server),
  ]);
  return table(head, rows);
}

/** Nanoseconds of server CPU for each delivery, from few receivers to many. */
export function growth(report: Report): string {
  const metric: Metric = "deliveriesPerCpuSecond";
  const head = ["ns of CPU per delivery", ...GROWTH_STEPS.map((count) => `to ${count}`)];
  const rows = serversOf(report, `grow-${GROWTH_STEPS[0]}`).map(({ name, title }) => [
    title,
    ...GROWTH_STEPS.map((count) => {
      const value = medianOf(report, `grow-${count}`, name, metric);
      return value === undefined ? "–" : short(NANOSECONDS / value);
    }),
  ]);
  return table(head, rows);
}

/** The goals and their results. */
export function goals(report: Report, scenes: readonly Scene[]): string {
  const rows = judge(report).map((verdict) => {
    const scene = scenes.find(({ name }) => name === verdict.goal.scene);
    const text = describeVerdict(verdict, report);
    const at = text.lastIndexOf(": ");
    const outcome = text.slice(at + 2);
    const what = `${scene?.title ?? verdict.goal.scene}: ${HEADINGS[verdict.goal.metric]}`;
    return [what, text.slice(0, at), outcome === "NOT reached" ? "**not reached**" : outcome];
  });
  return table(["", "", ""], rows).replace("| --- | ---: | ---: |", "| --- | --- | --- |");
}
