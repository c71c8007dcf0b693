/**
 * The tables of the report, in Markdown.
 *
 * @module
 */

import { judge } from "../goals.ts";
import type { Metric } from "../job.ts";
import { GROWTH_STEPS, ROOM_STEPS, type Scene } from "../scenes/mod.ts";
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

/** Nanoseconds of server CPU for each delivery, in the scenes of growing cost. */
function growthOver(report: Report, prefix: string, steps: readonly number[], unit: string) {
  const metric: Metric = "deliveriesPerCpuSecond";
  const head = ["ns of CPU per delivery", ...steps.map((count) => `${unit} ${count}`)];
  const rows = serversOf(report, `${prefix}${steps[0]}`).map(({ name, title }) => [
    title,
    ...steps.map((count) => {
      const scene = `${prefix}${count}`;
      const value = medianOf(report, scene, name, metric);
      if (value === undefined) return "–";
      return markNoise(short(NANOSECONDS / value), noiseOf(report, scene, name, metric));
    }),
  ]);
  return table(head, rows);
}

/** From few receivers to many. */
export function growth(report: Report): string {
  return growthOver(report, "grow-", GROWTH_STEPS, "to");
}

/** From few rooms of each peer to many. */
export function roomGrowth(report: Report): string {
  return growthOver(report, "grow-rooms-", ROOM_STEPS, "rooms of a peer:");
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
