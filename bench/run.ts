/**
 * One run: a fresh server, a fresh generator, one job.
 *
 * @module
 */

import { type Answer, entryLimitMs, type Job, type Outcome } from "./job.ts";
import type { Depth, Scene } from "./scenes/mod.ts";
import { Child, killAll } from "./servers/child.ts";
import { processesOf, type Server } from "./servers/server.ts";

/** The time that a generator may need beside the duration of its load. */
const GENERATOR_EXTRA_MS = 60_000;
/** The most that its parts may take together. */
const FAILOVER_MS = 120_000;
const GENERATOR = new URL("generator/main.ts", import.meta.url).pathname;

/** The result of a run. */
export type Result = { readonly outcome: Outcome } | { readonly failure: string };

/** The circumstances of all runs. */
export interface Setting {
  readonly depth: Depth;
  /** The cores that server and generator are kept to, where that is possible. */
  readonly cores: { readonly server: number; readonly generator: number } | undefined;
}

function durationMs({ load }: Job): number {
  if (load.kind === "failover") return FAILOVER_MS;
  if (load.kind === "idle") return load.quietMs + load.restMs;
  const entryMs = "crowd" in load ? entryLimitMs(load.crowd) : 0;
  return entryMs + load.warmUpMs + load.measureMs;
}

async function generate(job: Job, setting: Setting): Promise<Answer> {
  const command = [Deno.execPath(), "run", "-A", GENERATOR, JSON.stringify(job)];
  const child = new Child(command, setting.cores?.generator);
  try {
    const limitMs = GENERATOR_EXTRA_MS + durationMs(job);
    const found = await child.match(/^\{"(outcome|failure)".*\}$/m, limitMs);
    if (found !== undefined) return JSON.parse(found[0]);
    return { failure: `The generator gave no answer. ${child.lastLine}` };
  } finally {
    await child.stop();
  }
}

async function measure(
  scene: Scene,
  server: Server,
  setting: Setting,
  directory: string,
): Promise<Result> {
  const { settings } = scene;
  const running = await server.start({ core: setting.cores?.server, directory, settings });
  try {
    const answer = await generate({
      load: scene.load(server, setting.depth),
      tcp: running.tcp,
      ...(running.udp === undefined ? {} : { udp: running.udp }),
      ...(running.web === undefined ? {} : { web: running.web }),
      others: (running.others ?? []).map(({ tcp, web }) =>
        web === undefined ? { tcp } : { tcp, web }
      ),
      pids: processesOf(running).map(({ pid }) => pid),
      mostConnecting: server.mostConnecting,
    }, setting);
    if (!("failure" in answer)) return answer;
    const said = running.child.lastLine;
    return { failure: said === "" ? answer.failure : `${answer.failure} The server said: ${said}` };
  } finally {
    await Promise.all(processesOf(running).map((child) => child.stop()));
  }
}

const directories = new Set<string>();

/** Removes the directories of interrupted runs. */
export function removeDirectories(): void {
  for (const directory of directories) Deno.removeSync(directory, { recursive: true });
}

/** Makes a run. Any failure is a result, too. */
export async function run(scene: Scene, server: Server, setting: Setting): Promise<Result> {
  const directory = await Deno.makeTempDir({ prefix: "hubbub-bench-" });
  directories.add(directory);
  try {
    return await measure(scene, server, setting, directory);
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  } finally {
    // A server whose start failed halfway has left processes behind.
    killAll();
    directories.delete(directory);
    await Deno.remove(directory, { recursive: true });
  }
}
