/**
 * `docs/performance.md`, as text.
 *
 * @module
 */

import { analysisSection } from "./analysis.ts";
import { type Scene, SCENES } from "../scenes/mod.ts";
import { NOISE_LEGEND } from "./noise.ts";
import { describeSkipped, faultsOf, notesOf, type Report } from "./report.ts";
import { details, goals, growth, overview, roomGrowth, table } from "./tables.ts";

function isThroughput({ field, metric, name }: Scene): boolean {
  return field === "peers" && metric === "deliveriesPerCpuSecond" && !name.startsWith("grow-");
}

function intro(report: Report): string {
  return `# Performance

*Written by \`${report.command}\` on ${report.date}; only the section "What the numbers say" is written by hand.*

Machine: ${report.machine}. Server and generator ${
    report.pinned
      ? "each pinned to a core of its own"
      : "**not pinned**: no `taskset`, or one core only"
  }.

![Deliveries per second of server CPU, cost per receiver, latency](performance.svg)

## Deliveries per second of server CPU

In brackets: how many times as many hubbub makes. Medians of ${report.rounds} round${
    report.rounds === 1 ? "" : "s"
  }. ${NOISE_LEGEND}

${overview(report, SCENES.filter(isThroughput))}`;
}

function method({ depth, participants, command }: Report): string {
  const rows = participants.map(({ title, version, setup }) => [title, version, setup]);
  const servers = table(["", "version", "set up"], rows).replace("---: | ---:", "--- | ---");
  return `## How it is measured

To repeat it: \`${command}\` (about an hour; \`--quick\` takes under a minute, \`--help\` lists the rest).

${servers}

- One generator drives every server with the same bodies, over raw sockets with one \`epoll\` loop, in a
  process of its own. It is well under load in all floods: see "generator CPU".
- Every run has a fresh server and a fresh generator, ${depth.warmUpMs} ms to warm up and
  ${depth.measureMs} ms that count. The servers take turns in every round, and the order rotates.
- A goal's ratio is the median of the rounds' ratios: runs of one round follow each other, and a shared
  machine is up to twice as fast from one minute to the next.
- Every receiver checks every message: who said it and its number, and of one in 256 the whole text.
  Anything lost, doubled, out of order, altered, or delivered to the wrong room fails the bench.
- A column such as "× C server" holds the number that the scene is about as a multiple of the ceiling's: a C
  server that does hubbub's work and nothing beside it, in the same rounds. Over WebSocket the ceiling is a bare
  server of \`ws\`, which, unlike hubbub, makes one write of each message: hubbub may be above it.
- CPU time is that of all threads of the server, user and system, from \`/proc/PID/stat\`. It counts from when
  everything that was sent before has arrived to when everything sent since has.
- In a flood, speakers are never more than 64 KiB ahead of the slowest receiver, nor more than
  8 MiB ahead of all of them together, and send up to 32 KiB at a time. Around this depth NATS and
  Redis do best: compare "an eighth under way" and "four times as much under way".
- Latency counts from the moment a message was due, not from when it could be sent. Paced loads poll without
  waiting, so that the generator doesn't add its own waking up; its CPU is then always at 100 %.
- In hubbub and IRC a peer that speaks in a room also hears the others; with NATS, Redis and MQTT speakers only speak,
  unless everybody talks. What counts is always the messages that were received.
- The log of hubbub is on disk, as it is by default, unless a scene says otherwise.
- The scenes of the log warm up nine times as long: V8 needs that time to compile the log's code, and to
  come to its first major collection. All threads of the server share its core.
- The acks of JetStream and of hubbub don't promise the same: \`nats-server\` acknowledges messages that
  the kernel has, hubbub messages that the disk has (\`fdatasync\`).`;
}

function sceneSection(report: Report, scene: Scene): string {
  const notes = notesOf(report, scene.name).map((note) => `\n- ${note}`).join("");
  return `### ${scene.title}

\`--scene ${scene.name}\`: ${scene.about}

${details(report, scene)}${notes === "" ? "" : `\n${notes}`}`;
}

function remarks(report: Report): string {
  const skipped = describeSkipped(report).map((line) => `- Skipped: ${line}.`);
  const faults = faultsOf(report).map((line) => `- **Fault**: ${line}`);
  const none = "- Nothing was lost, doubled, out of order or altered in any run.";
  return [...(faults.length === 0 ? [none] : faults), ...skipped].join("\n");
}

/** The whole document, with the hand-written analysis. */
export function renderMarkdown(report: Report, analysis: string): string {
  const measured = SCENES.filter(({ name }) => report.runs.some(({ scene }) => scene === name));
  const sections = [
    intro(report),
    `## To reach\n\n${goals(report, SCENES)}`,
    analysisSection(analysis),
    `## How cost grows\n\nWith 128 messages under way to each receiver, however many there are.\n\n${
      growth(report)
    }\n\nTo 100 receivers that are in more and more rooms, of which one is spoken in.\n\n${
      roomGrowth(report)
    }`,
    `## Faults, and what was left out\n\n${remarks(report)}`,
    method(report),
    "## All scenes",
    ...measured.map((scene) => sceneSection(report, scene)),
  ];
  return sections.join("\n\n") + "\n";
}
