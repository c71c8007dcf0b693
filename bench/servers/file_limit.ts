/**
 * The number of files that the bench, its servers and its generator may have open.
 *
 * @module
 */

import type { Load } from "../job.ts";

const WANTED = 32_768;
/** The files that a server or the generator opens beside its connections. */
const SPARE = 150;

/** Raises the limit, where the system allows that, and returns it. Processes started later inherit it. */
export async function raiseFileLimit(): Promise<number> {
  const limits = await Deno.readTextFile("/proc/self/limits").catch(() => "");
  const before = fileLimitIn(limits);
  if (before >= WANTED) return before;
  const args = ["--pid", String(Deno.pid), `--nofile=${WANTED}:${WANTED}`];
  try {
    const { success } = await new Deno.Command("prlimit", { args, stderr: "null" }).output();
    return success ? WANTED : before;
  } catch {
    return before;
  }
}

/** The limit in the text of `/proc/PID/limits`; infinite where none is named. */
export function fileLimitIn(limits: string): number {
  const found = limits.match(/^Max open files +(\d+)/m);
  return found === null ? Infinity : Number(found[1]);
}

/** The reason why a load can't run with so many files; undefined where it can. */
export function tooManyFor(load: Load, fileLimit: number): string | undefined {
  const wanted = connectionsOf(load) + SPARE;
  if (wanted <= fileLimit) return undefined;
  return `it needs ${wanted} open files, and ${fileLimit} are allowed (\`ulimit -n\`)`;
}

function connectionsOf(load: Load): number {
  if (load.kind === "idle" || load.kind === "failover") return load.connections;
  if (load.kind !== "flood" && load.kind !== "paced") return 0;
  const { rooms, speakers, listeners, sleepers = 0 } = load.crowd;
  return rooms * (speakers + listeners + sleepers);
}
