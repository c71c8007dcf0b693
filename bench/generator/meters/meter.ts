/**
 * The CPU time and the memory of processes with all their threads and children, from `/proc`.
 *
 * @module
 */

import type { Values } from "../../job.ts";
import { machineSeconds, TICKS_PER_SECOND } from "./machine_time.ts";

/** CPU time and wall time since it was made. */
export class Meter {
  readonly #startedMs = performance.now();
  readonly #serverSeconds: number;
  readonly #firstSeconds: number;
  readonly #generatorSeconds = cpuSeconds(Deno.pid);
  readonly #machineSeconds = machineSeconds(Deno.readTextFileSync("/proc/stat"));

  constructor(readonly serverPids: readonly number[]) {
    this.#serverSeconds = sumOf(serverPids, cpuSeconds);
    this.#firstSeconds = cpuSeconds(serverPids[0]);
  }

  read(): Usage {
    const seconds = (performance.now() - this.#startedMs) / 1000;
    const serverSeconds = sumOf(this.serverPids, cpuSeconds) - this.#serverSeconds;
    const firstSeconds = cpuSeconds(this.serverPids[0]) - this.#firstSeconds;
    const generatorSeconds = cpuSeconds(Deno.pid) - this.#generatorSeconds;
    const machine = machineSeconds(Deno.readTextFileSync("/proc/stat")) - this.#machineSeconds;
    const othersSeconds = Math.max(0, machine - serverSeconds - generatorSeconds);
    const shares = {
      serverCpuShare: serverSeconds / seconds,
      generatorCpuShare: generatorSeconds / seconds,
      othersCpuShare: othersSeconds / seconds,
    };
    return { seconds, serverSeconds, firstSeconds, shares };
  }
}

/** The reading of a {@linkcode Meter}. */
export interface Usage {
  readonly seconds: number;
  /** The server's CPU time, and that of its first process. */
  readonly serverSeconds: number;
  readonly firstSeconds: number;
  /** The part of a core that each process used, and all others together, as metrics. */
  readonly shares: Values;
}

function childrenOf(pid: number): number[] {
  const children: number[] = [];
  for (const task of Deno.readDirSync(`/proc/${pid}/task`)) {
    const list = Deno.readTextFileSync(`/proc/${pid}/task/${task.name}/children`);
    children.push(...list.split(" ").filter((word) => word !== "").map(Number));
  }
  return children;
}

function sumOf(pids: readonly number[], of: (pid: number) => number): number {
  return pids.reduce((sum, pid) => sum + of(pid), 0);
}

function tree(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(tree)];
}

function ownCpuSeconds(pid: number): number {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return (user + system) / TICKS_PER_SECOND;
}

function cpuSeconds(pid: number): number {
  return tree(pid).reduce((sum, each) => sum + ownCpuSeconds(each), 0);
}

function statusKiB(pid: number, field: "VmRSS" | "VmHWM"): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  const match = status.match(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m"));
  return match === null ? 0 : Number(match[1]);
}

/** The memory that processes and their children hold now, in KiB. */
export function residentKiB(pids: readonly number[]): number {
  return sumOf(pids.flatMap(tree), (pid) => statusKiB(pid, "VmRSS"));
}

/** The most memory that each of them has held, in KiB. */
export function peakKiB(pids: readonly number[]): number {
  return sumOf(pids.flatMap(tree), (pid) => statusKiB(pid, "VmHWM"));
}
