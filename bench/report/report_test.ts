import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { judge } from "../goals.ts";
import type { Values } from "../job.ts";
import { renderChart } from "./chart.ts";
import { analysisIn } from "./analysis.ts";
import { describeVerdict } from "./console.ts";
import { renderMarkdown } from "./markdown.ts";
import { noiseOf } from "./noise.ts";
import {
  faultsOf,
  medianOf,
  ratiosOf,
  type Report,
  type RunRecord,
  shareOfCeiling,
} from "./report.ts";

const NO_FAULTS = { lost: 0, duplicated: 0, reordered: 0, altered: 0, stray: 0 };

function runs(scene: string, server: string, ...values: readonly Values[]): RunRecord[] {
  return values.map((each, index) => ({
    scene,
    server,
    round: index + 1,
    result: { outcome: { values: each, faults: NO_FAULTS, notes: [] } },
  }));
}

function participant(name: string) {
  return { name, title: name.toUpperCase(), version: "1.0", setup: "as it is" };
}

const REPORT: Report = {
  date: "2026-11-21",
  machine: "a machine",
  command: "deno task bench",
  pinned: true,
  rounds: 3,
  depth: { warmUpMs: 1, measureMs: 1, restMs: 0 },
  participants: [participant("hubbub"), participant("nats")],
  skipped: [{ server: "redis", reason: "not installed" }],
  runs: [
    ...runs(
      "1-to-100",
      "hubbub",
      { deliveriesPerCpuSecond: 9e6 },
      { deliveriesPerCpuSecond: 1e6 },
      { deliveriesPerCpuSecond: 8e6 },
    ),
    ...runs("1-to-100", "nats", { deliveriesPerCpuSecond: 4e6 }),
    ...runs("slow-reader", "hubbub", { p99Ms: 4, peakKiB: 100 * 1024 }),
    ...runs("slow-reader-without", "hubbub", { p99Ms: 2, peakKiB: 60 * 1024 }),
  ],
};

Deno.test("a number is the median of all rounds", () => {
  assertEquals(medianOf(REPORT, "1-to-100", "hubbub", "deliveriesPerCpuSecond"), 8e6);
  assertEquals(medianOf(REPORT, "1-to-100", "redis", "deliveriesPerCpuSecond"), undefined);
});

Deno.test("a ratio is of two runs of one round", () => {
  const of = { server: "hubbub", metric: "deliveriesPerCpuSecond" } as const;
  assertEquals(ratiosOf(REPORT, "1-to-100", of, { ...of, server: "nats" }), [2.25]);
  assertEquals(ratiosOf(REPORT, "1-to-100", of, of), [1, 1, 1]);
  assertEquals(ratiosOf(REPORT, "1-to-100", of, { ...of, server: "redis" }), []);
});

Deno.test("a number is shown as a multiple of the ceiling's, round by round", () => {
  const report = {
    ...REPORT,
    participants: [...REPORT.participants, participant("epoll")],
    runs: [
      ...REPORT.runs,
      ...runs("1-to-100", "epoll", { deliveriesPerCpuSecond: 10e6 }, {
        deliveriesPerCpuSecond: 2e6,
      }),
    ],
  };
  const share = (server: string, within: Report) =>
    shareOfCeiling(within, "1-to-100", { server, metric: "deliveriesPerCpuSecond" });
  assertEquals(share("hubbub", report), 0.7);
  assertEquals(share("nats", report), 0.4);
  assertEquals(share("hubbub", REPORT), undefined);
  const details = renderMarkdown(report, "").split("### ").find((part) =>
    part.startsWith("1 to 100,")
  );
  assertStringIncludes(details!, "| × EPOLL |");
  assertStringIncludes(details!, "| 0.70 |");
});

Deno.test("a number is marked where its rounds differ, or where other processes ran", () => {
  const metric = "deliveriesPerCpuSecond";
  const report = {
    ...REPORT,
    runs: [
      ...runs("rooms", "hubbub", { [metric]: 100 }, { [metric]: 129 }, { [metric]: 110 }),
      ...runs("mix", "hubbub", { [metric]: 100 }, { [metric]: 200 }, { [metric]: 110 }),
      ...runs(
        "deep",
        "hubbub",
        { [metric]: 100, othersCpuShare: 0.02 },
        { [metric]: 100, othersCpuShare: 0.5 },
      ),
    ],
  };
  const noise = (scene: string) => noiseOf(report, scene, "hubbub", metric);
  assertEquals(noise("rooms"), []);
  assertEquals(noise("mix"), ["spread"]);
  assertEquals(noise("deep"), ["others"]);
  const markdown = renderMarkdown(report, "");
  assertStringIncludes(markdown, "| **110 ~** |");
  assertStringIncludes(markdown, "~ marks a noisy number");
  assertStringIncludes(markdown, "± 45 % ~ |");
  assertStringIncludes(markdown, "± 13 % |");
});

Deno.test("a scene may be judged by the same server's number in another one", () => {
  const metric = "deliveriesPerCpuSecond";
  const report = {
    ...REPORT,
    runs: [
      ...REPORT.runs,
      ...runs("websocket-to-100", "hubbub", { [metric]: 6e6 }),
    ],
  };
  const verdict = judge(report).find(({ goal }) => goal.yardstick.kind === "share")!;
  assertEquals([verdict.value, verdict.reached], [0.75, false]);
  assertStringIncludes(describeVerdict(verdict, report), "0.75 × its own in 1-to-100");
});

Deno.test("a goal is judged by ratio, by number or by growth", () => {
  const verdicts = judge(REPORT).filter(({ value }) => value !== undefined);
  assertEquals(
    verdicts.map(({ goal, value, reached }) => [goal.scene, goal.metric, value, reached]),
    [
      ["1-to-100", "deliveriesPerCpuSecond", 2.25, true],
      ["slow-reader", "p99Ms", 4, false],
      ["slow-reader", "peakKiB", 40, false],
    ],
  );
});

Deno.test("a fault and a failure name their run", () => {
  const failed: RunRecord = {
    scene: "rooms",
    server: "nats",
    round: 2,
    result: { failure: "It died." },
  };
  const lossy: RunRecord = {
    scene: "mix",
    server: "hubbub",
    round: 1,
    result: { outcome: { values: {}, faults: { ...NO_FAULTS, lost: 3 }, notes: [] } },
  };
  assertEquals(faultsOf(REPORT), []);
  assertEquals(faultsOf({ ...REPORT, runs: [failed, lossy] }), [
    "rooms, nats, round 2: It died.",
    "mix, hubbub, round 1: 3 lost",
  ]);
});

Deno.test("the hand-written analysis survives the next report", () => {
  const first = renderMarkdown(REPORT, "It is fast,\n\nmostly.");
  const second = renderMarkdown(REPORT, analysisIn(first));
  assertEquals(second, first);
  assertStringIncludes(second, "It is fast,\n\nmostly.");
  assertStringIncludes(second, "redis: not installed");
  assertEquals(analysisIn("something else"), "");
});

Deno.test("the chart is whole even where little was measured", () => {
  const chart = renderChart(REPORT);
  assert(chart.startsWith("<svg") && chart.trimEnd().endsWith("</svg>"));
  assert(!chart.includes("NaN") && !chart.includes("Infinity"));
});

Deno.test("a ratio of several rounds shows its lowest and its highest", () => {
  const log = {
    ...REPORT,
    participants: [participant("memory"), participant("sqlite")],
    runs: [
      ...runs("log-to-100", "memory", { deliveriesPerSecond: 100 }, { deliveriesPerSecond: 100 }),
      ...runs("log-to-100", "sqlite", { deliveriesPerSecond: 80 }, { deliveriesPerSecond: 90 }),
    ],
  };
  const [verdict] = judge(log).filter(({ value }) => value !== undefined);
  const shown = "0.85 × MEMORY (at least 0.80; rounds 0.80 to 0.90): reached";
  assertEquals(describeVerdict(verdict, log), shown);
});
