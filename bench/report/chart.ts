/**
 * `docs/performance.svg`: the bench at a glance.
 *
 * @module
 */

import type { Metric } from "../job.ts";
import { GROWTH_STEPS } from "../scenes/mod.ts";
import { short } from "./format.ts";
import { medianOf, type Participant, type Report, serversOf } from "./report.ts";
import { bar, curve, picture, rule, text } from "./svg.ts";

const WIDTH = 900;
const MARGIN = 24;
const MILLION = 1e6;
const NANOSECONDS = 1e9;
const COLOURS: readonly string[] = [
  "#2f81f7",
  "#d29922",
  "#e5534b",
  "#8b949e",
  "#a371f7",
  "#3fb950",
];
/** The scenes of the first panel, most telling first. */
const SHOWN: readonly (readonly [scene: string, label: string])[] = [
  ["1-to-100", "1 to 100"],
  ["10-to-100", "10 to 100"],
  ["1-to-1000", "1 to 1,000"],
  ["everybody", "100 to 100"],
  ["rooms", "100 rooms of 10"],
  ["1-to-1", "1 to 1"],
  ["1-to-100-1k", "1 to 100, 1 KiB"],
];

/** The shapes of a panel, and its height. */
interface Panel {
  readonly parts: readonly string[];
  readonly height: number;
}

function colourOf(report: Report, { name }: Participant): string {
  const index = report.participants.findIndex((each) => each.name === name);
  return COLOURS[index % COLOURS.length];
}

function heading(x: number, y: number, title: string, explanation: string): string[] {
  return [text(x, y, title, { size: 15, bold: true }), text(x, y + 17, explanation, { size: 12 })];
}

function legend(report: Report, y: number): string[] {
  const step = 110;
  const shown = [...SHOWN.map(([scene]) => scene), "paced"];
  const servers = report.participants.filter((server) =>
    shown.some((scene) => serversOf(report, scene).includes(server))
  );
  return servers.flatMap((server, index) => {
    const x = MARGIN + index * step;
    return [bar(x, y - 10, 12, 12, colourOf(report, server)), text(x + 18, y, server.title)];
  });
}

function throughput(report: Report, top: number): Panel {
  const metric: Metric = "deliveriesPerCpuSecond";
  const [left, barHeight, gap, groupGap] = [150, 11, 2, 14];
  const scenes = SHOWN.filter(([scene]) => serversOf(report, scene).length > 0);
  const values = scenes.flatMap(([scene]) =>
    serversOf(report, scene).map(({ name }) => medianOf(report, scene, name, metric) ?? 0)
  );
  const scale = (WIDTH - left - 90) / Math.max(1, ...values);
  const parts = heading(
    MARGIN,
    top,
    "Deliveries per second of server CPU, in millions",
    "longer is better; 64-byte messages where nothing else is said",
  );
  let y = top + 34;
  for (const [scene, label] of scenes) {
    const servers = serversOf(report, scene);
    const height = servers.length * (barHeight + gap);
    parts.push(text(left - 12, y + height / 2 + 4, label, { anchor: "end" }));
    for (const server of servers) {
      const value = medianOf(report, scene, server.name, metric) ?? 0;
      const bold = server === report.participants[0];
      parts.push(bar(left, y, value * scale, barHeight, colourOf(report, server)));
      const number = (value / MILLION).toFixed(value < MILLION ? 2 : 1);
      parts.push(text(left + value * scale + 6, y + 9.5, number, { size: 11, bold }));
      y += barHeight + gap;
    }
    y += groupGap;
  }
  return { parts, height: y - top };
}

/** The place of a number within a height: 0 is at the bottom, the largest at the top. */
function vertical(values: readonly number[], top: number, height: number) {
  const most = Math.max(1, ...values);
  return (value: number): number => top + height - (value / most) * height;
}

function growth(report: Report, x: number, top: number, width: number, height: number): string[] {
  const metric: Metric = "deliveriesPerCpuSecond";
  const servers = serversOf(report, `grow-${GROWTH_STEPS[0]}`);
  const cost = ({ name }: Participant, count: number) =>
    NANOSECONDS / (medianOf(report, `grow-${count}`, name, metric) ?? Infinity);
  const all = servers.flatMap((server) => GROWTH_STEPS.map((count) => cost(server, count)));
  const plotTop = top + 40;
  const at = vertical(all, plotTop, height);
  const step = (width - 90) / (GROWTH_STEPS.length - 1);
  const column = (index: number) => x + 20 + index * step;
  return [
    ...heading(
      x,
      top,
      "Nanoseconds of CPU per delivery",
      "lower is better; by number of receivers",
    ),
    rule(x, plotTop + height, x + width - 50, plotTop + height),
    ...GROWTH_STEPS.map((count, index) =>
      text(column(index), plotTop + height + 18, count.toLocaleString("en"), { anchor: "middle" })
    ),
    ...servers.flatMap((server) => {
      const colour = colourOf(report, server);
      const points = GROWTH_STEPS.map((count, index) =>
        [column(index), at(cost(server, count))] as const
      );
      const [endX, endY] = points[points.length - 1];
      const last = short(cost(server, GROWTH_STEPS[GROWTH_STEPS.length - 1]));
      return [curve(points, colour), text(endX + 9, endY + 4, last, { size: 11 })];
    }),
  ];
}

function latency(report: Report, x: number, top: number, width: number): string[] {
  const servers = serversOf(report, "paced");
  const value = ({ name }: Participant) => medianOf(report, "paced", name, "p99Ms") ?? 0;
  const scale = (width - 130) / Math.max(0.001, ...servers.map(value));
  const title = "99th percentile of latency, in ms";
  const parts = heading(x, top, title, "shorter is better; 500 messages a second to 100");
  servers.forEach((server, index) => {
    const y = top + 44 + index * 30;
    const end = x + 80 + value(server) * scale;
    parts.push(text(x, y + 13, server.title));
    parts.push(bar(x + 80, y, value(server) * scale, 18, colourOf(report, server)));
    parts.push(text(end + 6, y + 13, value(server).toFixed(2), { size: 11 }));
  });
  return parts;
}

/** Draws the chart. */
export function renderChart(report: Report): string {
  const upper = throughput(report, 64);
  const top = 64 + upper.height + 24;
  const half = (WIDTH - 2 * MARGIN) / 2;
  const plotHeight = 150;
  return picture(WIDTH, top + plotHeight + 76, "hubbub beside other servers", [
    ...legend(report, 28),
    ...upper.parts,
    ...growth(report, MARGIN, top, half, plotHeight),
    ...latency(report, MARGIN + half + 10, top, half - 10),
  ]);
}
