/**
 * What is said of the log's speed, on the console and in `docs/history-performance.md`.
 *
 * @module
 */

import type { Metric } from "../job.ts";
import { analysisSection } from "../report/analysis.ts";
import { HEADINGS, short, show } from "../report/format.ts";
import { describeSkipped, faultsOf, medianOf, metricsOf, type Report } from "../report/report.ts";
import { table } from "../report/tables.ts";
import type { Scene } from "../scenes/mod.ts";
import { judge, type Verdict } from "./goals.ts";

/** Deliveries of so many listeners are one message. */
const LISTENERS: Readonly<Record<string, number>> = { "to-100": 100, "to-100-ids": 100 };

/** What a goal asks for and got. */
export function describeVerdict({ goal, value, ratios, reached }: Verdict): readonly string[] {
  const wanted = `${goal.sense} ${goal.limit}`;
  if (value === undefined) return [goal.scene, goal.what, wanted, "–", "–", "not measured"];
  const range = `${short(Math.min(...ratios))} to ${short(Math.max(...ratios))}`;
  const verdict = reached ? "reached" : "NOT reached";
  return [goal.scene, goal.what, wanted, short(value), range, verdict];
}

function messagesPerSecond(report: Report, scene: string, server: string): string {
  const deliveries = medianOf(report, scene, server, "deliveriesPerSecond");
  return deliveries === undefined ? "–" : short(deliveries / (LISTENERS[scene] ?? 1));
}

/** Rows of one scene: a server each. */
function sceneTable(report: Report, scene: Scene): string {
  const metrics = metricsOf(report, scene.name);
  const hasDeliveries = metrics.includes("deliveriesPerSecond");
  const servers = report.participants.filter(({ name }) =>
    report.runs.some((run) => run.scene === scene.name && run.server === name)
  );
  const messages = hasDeliveries ? ["messages per second"] : [];
  const head = ["", ...messages, ...metrics.map((metric: Metric) => HEADINGS[metric])];
  const rows = servers.map(({ name, title }) => [
    title,
    ...(hasDeliveries ? [messagesPerSecond(report, scene.name, name)] : []),
    ...metrics.map((metric) => show(metric, medianOf(report, scene.name, name, metric))),
  ]);
  return table(head, rows);
}

function remarks(report: Report): string {
  const faults = faultsOf(report).map((line) => `- **Fault**: ${line}`);
  const none = "- No message or ack was lost, doubled, out of order or altered in any run.";
  const skipped = describeSkipped(report).map((line) => `- Skipped: ${line}.`);
  return [...(faults.length === 0 ? [none] : faults), ...skipped].join("\n");
}

/**
 * The document, which is also what the console shows.
 *
 * @param analysis What was written by hand into an earlier one.
 */
export function renderHistory(
  report: Report,
  scenes: readonly Scene[],
  analysis: string,
): string {
  const measured = scenes.filter(({ name }) => report.runs.some(({ scene }) => scene === name));
  const verdicts = judge(report).map(describeVerdict);
  const servers = report.participants.map(({ title, version, setup }) => [title, version, setup]);
  return [
    "# What the log costs",
    `*Written by \`${report.command}\` on ${report.date}.* Medians of ${report.rounds} round(s); ` +
    `${report.machine}. Server and generator ${
      report.pinned ? "each on a core of its own, the server's threads all on one" : "not pinned"
    }. Messages of 64 bytes. Each load runs for ${
      report.depth.warmUpMs / 1000
    } s before anything is measured: that is how long V8 takes to compile what is busy, and to come to ` +
    "its first major collection.",
    "## To reach\n\nEach ratio is of two runs that follow each other, the median of the rounds, beside it " +
    "the lowest and the highest: a shared machine is up to twice as fast from one minute to the " +
    `next.\n\n${table(["scene", "", "", "measured", "rounds", ""], verdicts)}`,
    analysisSection(analysis),
    ...measured.map((scene) =>
      `## ${scene.title}\n\n\`--scene ${scene.name}\`: ${scene.about}\n\n${
        sceneTable(report, scene)
      }`
    ),
    `## Who took part\n\n${table(["", "version", "set up"], servers)}`,
    "JetStream's acks and SQLite's don't promise the same: `nats-server` acknowledges what it has " +
    "handed to the kernel, hubbub what the disk says it has (`fdatasync`).",
    `## Faults, and what was left out\n\n${remarks(report)}`,
  ].join("\n\n") + "\n";
}
