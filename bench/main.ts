/**
 * `deno task bench`: measures hubbub beside other servers.
 *
 *     scenes (what) + servers (whom) -> run: a fresh server, a fresh generator -> report
 *     generator, a process of its own: wires (pure: bytes of each protocol) + sockets -> outcome
 *
 * @module
 */

import { chooseScenes, chooseServers } from "./choose.ts";
import { type Options, parseOptions, USAGE } from "./options.ts";
import { complain, say, sayRun, saySummary } from "./report/console.ts";
import { writeDocuments } from "./report/documents.ts";
import { describeMachine } from "./report/machine.ts";
import type { Participant, Report, RunRecord, Skipped } from "./report/report.ts";
import { exitCodeOf, runProgram } from "./program.ts";
import { run, type Setting } from "./run.ts";
import { type Scene, SCENES } from "./scenes/mod.ts";
import { chooseCores } from "./servers/child.ts";
import type { Server } from "./servers/server.ts";

const BUSY_LOAD = 0.7;

/** Servers in an order of their own in every round, so that none always comes first. */
function rotate<Each>(items: readonly Each[], by: number): readonly Each[] {
  const at = by % Math.max(1, items.length);
  return [...items.slice(at), ...items.slice(0, at)];
}

/** Others who use the machine spoil latencies most of all. */
function warnIfBusy(): void {
  const [lastMinute] = Deno.loadavg();
  if (lastMinute < BUSY_LOAD) return;
  complain(`The machine is busy (load ${lastMinute.toFixed(1)}): don't rely on these numbers.`);
}

function quote(word: string): string {
  return word.includes(" ") ? JSON.stringify(word) : word;
}

async function findServers(servers: readonly Server[], skipped: Skipped[]) {
  const participants: Participant[] = [];
  for (const { name, title, setup, version } of servers) {
    const found = await version();
    if (found === undefined) skipped.push({ server: name, reason: "not installed" });
    else participants.push({ name, title, setup, version: found });
  }
  const present = servers.filter(({ name }) => participants.some((each) => each.name === name));
  return { participants, present };
}

async function runScene(
  scene: Scene,
  servers: readonly Server[],
  rounds: number,
  setting: Setting,
): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const server of rotate(servers, round - 1)) {
      const result = await run(scene, server, setting);
      records.push({ scene: scene.name, server: server.name, round, result });
      sayRun(scene, server, round, result);
    }
  }
  return records;
}

async function measure(options: Options, scenes: readonly Scene[]): Promise<Report> {
  const skipped: Skipped[] = [];
  const { participants, present } = await findServers(chooseServers(options), skipped);
  const cores = await chooseCores();
  const setting: Setting = { depth: options.depth, cores, log: options.log };
  const runs: RunRecord[] = [];
  for (const scene of scenes) {
    const able = present.filter((server) => {
      const reason = scene.skip(server);
      if (reason !== undefined) skipped.push({ scene: scene.name, server: server.name, reason });
      return reason === undefined;
    });
    runs.push(...await runScene(scene, able, options.rounds, setting));
  }
  return {
    date: new Date().toISOString().slice(0, "2000-01-01".length),
    machine: await describeMachine(),
    command: ["deno task bench", ...Deno.args.map(quote)].join(" "),
    pinned: cores !== undefined,
    rounds: options.rounds,
    depth: options.depth,
    participants,
    skipped,
    runs,
  };
}

async function report(options: Options): Promise<Report> {
  const scenes = chooseScenes(options);
  if (options.from !== undefined) return JSON.parse(await Deno.readTextFile(options.from));
  const rounds = `${options.rounds} round${options.rounds === 1 ? "" : "s"}`;
  say(`${scenes.length} of ${SCENES.length} scenes, ${rounds}${options.quick ? ", quick" : ""}`);
  warnIfBusy();
  return await measure(options, scenes);
}

function isFull({ quick, scenes, only, variants, log }: Options): boolean {
  return !quick && scenes.length + only.length + variants.length === 0 && log === undefined;
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options.help) say(USAGE);
  if (options.list) { for (const { name, title } of SCENES) say(`${name.padEnd(20)}${title}`); }
  if (options.help || options.list) return 0;
  const results = await report(options);
  if (options.json !== undefined) {
    await Deno.writeTextFile(options.json, JSON.stringify(results, undefined, 1) + "\n");
  }
  saySummary(results, SCENES);
  if (options.write || (isFull(options) && options.from === undefined)) {
    await writeDocuments(results);
    say("\nWritten: docs/performance.md, docs/performance.svg");
  }
  return exitCodeOf(results);
}

if (import.meta.main) await runProgram(main);
