/**
 * `deno task bench`: measures hubbub beside other servers, and its log beside JetStream.
 *
 *     scenes + servers -> run: a fresh server, a fresh generator -> report
 *     generator, a process of its own: wires (pure: bytes of each protocol) + sockets -> outcome
 *
 * @module
 */

import { chooseScenes, chooseServers } from "./choose.ts";
import { type Options, parseOptions, USAGE, UsageError } from "./options.ts";
import { complain, say, sayRun, saySummary } from "./report/console.ts";
import { writeDocuments } from "./report/documents.ts";
import { describeMachine } from "./report/machine.ts";
import {
  faultsOf,
  type Participant,
  type Report,
  type RunRecord,
  type Skipped,
} from "./report/report.ts";
import { removeDirectories, run, type Setting } from "./run.ts";
import { type Field, reasonToSkip, type Scene, SCENES } from "./scenes/mod.ts";
import { chooseCores, killAll } from "./servers/child.ts";
import { raiseFileLimit, tooManyFor } from "./servers/file_limit.ts";
import type { Server } from "./servers/server.ts";

const BUSY_LOAD = 0.7;
const EXIT_FAULTS = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

/** The servers of each field that are installed, and the rest as skipped. */
async function findServers(options: Options, fields: ReadonlySet<Field>) {
  const participants: Participant[] = [];
  const skipped: Skipped[] = [];
  const present = new Map<Field, readonly Server[]>();
  for (const field of fields) {
    const servers: Server[] = [];
    for (const server of chooseServers(field, options)) {
      const { name, title, setup, howToInstall } = server;
      const version = await server.version();
      if (version === undefined) skipped.push({ server: name, reason: missing(howToInstall) });
      else {
        servers.push(server);
        // A server may be in two fields.
        if (participants.some((known) => known.name === name)) continue;
        participants.push({ name, title, setup, version });
      }
    }
    present.set(field, servers);
  }
  return { participants, skipped, present };
}

function missing(howToInstall: string | undefined): string {
  return howToInstall === undefined
    ? "not installed"
    : `not installed; \`${howToInstall}\` does that`;
}

async function measure(options: Options, scenes: readonly Scene[]): Promise<Report> {
  const fields = new Set(scenes.map(({ field }) => field));
  const { participants, skipped, present } = await findServers(options, fields);
  const cores = await chooseCores();
  const setting: Setting = { depth: options.depth, cores };
  const fileLimit = await raiseFileLimit();
  const runs: RunRecord[] = [];
  for (const scene of scenes) {
    const able = present.get(scene.field)!.filter((server) => {
      const reason = reasonToSkip(scene, server) ??
        tooManyFor(scene.load(server, options.depth), fileLimit);
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

/** Gives each round an order of its own, so that no server always comes first. */
function rotate<Each>(items: readonly Each[], by: number): readonly Each[] {
  const at = by % Math.max(1, items.length);
  return [...items.slice(at), ...items.slice(0, at)];
}

function quote(word: string): string {
  return word.includes(" ") ? JSON.stringify(word) : word;
}

/** Other work on the machine spoils latencies most of all. */
function warnIfBusy(): void {
  const [lastMinute] = Deno.loadavg();
  if (lastMinute < BUSY_LOAD) return;
  complain(`The machine is busy (load ${lastMinute.toFixed(1)}): don't rely on these numbers.`);
}

async function report(options: Options): Promise<Report> {
  const scenes = chooseScenes(options);
  if (options.from !== undefined) return JSON.parse(await Deno.readTextFile(options.from));
  const rounds = `${options.rounds} round${options.rounds === 1 ? "" : "s"}`;
  say(`${scenes.length} of ${SCENES.length} scenes, ${rounds}${options.quick ? ", quick" : ""}`);
  warnIfBusy();
  return await measure(options, scenes);
}

function isFull({ quick, scenes, only, variants, from }: Options): boolean {
  return !quick && scenes.length + only.length + variants.length === 0 && from === undefined;
}

/** Runs the bench and returns its exit code. */
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
  if (options.write || isFull(options)) {
    await writeDocuments(results);
    say("\nWritten: docs/performance.md, docs/performance.svg");
  }
  return faultsOf(results).length === 0 ? 0 : EXIT_FAULTS;
}

function interrupt(): void {
  killAll();
  removeDirectories();
  Deno.exit(EXIT_INTERRUPTED);
}

if (import.meta.main) {
  Deno.addSignalListener("SIGINT", interrupt);
  Deno.addSignalListener("SIGTERM", interrupt);
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    Deno.exit(error instanceof UsageError ? EXIT_USAGE : EXIT_FAULTS);
  } finally {
    killAll();
  }
}
