/**
 * `deno task bench:history`: what it costs to keep messages, in memory and in SQLite, and how fast
 * they are acknowledged, beside NATS JetStream.
 *
 * @module
 */

import { renderHistory } from "./history/document.ts";
import { judge } from "./history/goals.ts";
import { type HistoryOptions, parseHistoryOptions, USAGE } from "./history/options.ts";
import { historyScenes } from "./history/scenes.ts";
import { SERVERS } from "./history/servers.ts";
import { UsageError } from "./options.ts";
import { readAnalysis } from "./report/analysis.ts";
import { complain, say, sayRun } from "./report/console.ts";
import { describeMachine } from "./report/machine.ts";
import {
  faultsOf,
  type Participant,
  type Report,
  type RunRecord,
  type Skipped,
} from "./report/report.ts";
import { exitCodeOf, runProgram } from "./program.ts";
import { run, type Setting } from "./run.ts";
import type { Scene } from "./scenes/mod.ts";
import { chooseCores } from "./servers/child.ts";

const DOCUMENT = new URL("../docs/history-performance.md", import.meta.url);
const BUSY_LOAD = 0.7;

function scenesOf({ scene: wanted, oneToOneSeconds }: HistoryOptions): readonly Scene[] {
  const scenes = historyScenes(oneToOneSeconds);
  if (wanted === undefined) return scenes;
  const chosen = scenes.filter(({ name }) => name === wanted);
  if (chosen.length > 0) return chosen;
  throw new UsageError(`There is no scene "${wanted}"; --help lists them.`);
}

async function findServers(): Promise<{ participants: Participant[]; skipped: Skipped[] }> {
  const participants: Participant[] = [];
  const skipped: Skipped[] = [];
  for (const { name, title, setup, version } of SERVERS) {
    const found = await version();
    if (found === undefined) skipped.push({ server: name, reason: "not installed" });
    else participants.push({ name, title, setup, version: found });
  }
  return { participants, skipped };
}

async function runRounds(
  scenes: readonly Scene[],
  participants: readonly Participant[],
  rounds: number,
  setting: Setting,
): Promise<RunRecord[]> {
  const runs: RunRecord[] = [];
  for (const scene of scenes) {
    for (let round = 1; round <= rounds; round++) {
      for (const server of SERVERS) {
        const isHere = participants.some(({ name }) => name === server.name);
        if (!isHere || scene.skip(server) !== undefined) continue;
        const result = await run(scene, server, setting);
        runs.push({ scene: scene.name, server: server.name, round, result });
        sayRun(scene, server, round, result);
      }
    }
  }
  return runs;
}

async function measure(options: HistoryOptions, scenes: readonly Scene[]): Promise<Report> {
  const { participants, skipped } = await findServers();
  for (const { server, reason } of skipped) say(`skipped: ${server}: ${reason}`);
  const cores = await chooseCores();
  const [lastMinute] = Deno.loadavg();
  const setting: Setting = { depth: options.depth, cores, log: undefined };
  return {
    date: new Date().toISOString().slice(0, "2000-01-01".length),
    machine: `${await describeMachine()}, load ${lastMinute.toFixed(1)} ${
      lastMinute < BUSY_LOAD ? "" : "(busy with other work: don't rely on these numbers) "
    }before the first run`,
    command: ["deno task bench:history", ...Deno.args].join(" "),
    pinned: cores !== undefined,
    rounds: options.rounds,
    depth: options.depth,
    participants,
    skipped,
    runs: await runRounds(scenes, participants, options.rounds, setting),
  };
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseHistoryOptions(args);
  if (options.help) {
    say(USAGE);
    return 0;
  }
  const scenes = scenesOf(options);
  const report = await measure(options, scenes);
  const document = renderHistory(report, scenes, await readAnalysis(DOCUMENT));
  say(`\n${document}`);
  if (options.writes) await Deno.writeTextFile(DOCUMENT, document);
  for (const fault of faultsOf(report)) complain(`FAULT: ${fault}`);
  const missed = judge(report).filter(({ value, reached }) => value !== undefined && !reached);
  if (missed.length > 0) complain(`${missed.length} goals were not reached.`);
  return exitCodeOf(report);
}

if (import.meta.main) await runProgram(main);
