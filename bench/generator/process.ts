/**
 * What a process has used, from `/proc`: its CPU time with all threads and children, and its memory.
 *
 * @module
 */

/** The unit of times in `/proc/PID/stat`; 100 on every Linux that Deno runs on. */
const TICKS_PER_SECOND = 100;

function childrenOf(pid: number): number[] {
  const children: number[] = [];
  for (const task of Deno.readDirSync(`/proc/${pid}/task`)) {
    const list = Deno.readTextFileSync(`/proc/${pid}/task/${task.name}/children`);
    children.push(...list.split(" ").filter((word) => word !== "").map(Number));
  }
  return children;
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

/** Seconds of CPU time that a process and its children have used, in all threads. */
export function cpuSeconds(pid: number): number {
  return tree(pid).reduce((sum, each) => sum + ownCpuSeconds(each), 0);
}

function statusKiB(pid: number, field: "VmRSS" | "VmHWM"): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  const match = status.match(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m"));
  return match === null ? 0 : Number(match[1]);
}

/** The memory that a process and its children hold now, in KiB. */
export function residentKiB(pid: number): number {
  return tree(pid).reduce((sum, each) => sum + statusKiB(each, "VmRSS"), 0);
}

/** The most memory they ever held, in KiB. */
export function peakKiB(pid: number): number {
  return tree(pid).reduce((sum, each) => sum + statusKiB(each, "VmHWM"), 0);
}

/** CPU time and wall time from its creation on. */
export class Meter {
  readonly #startedMs = performance.now();
  readonly #serverSeconds: number;
  readonly #generatorSeconds = cpuSeconds(Deno.pid);

  constructor(readonly pid: number) {
    this.#serverSeconds = cpuSeconds(pid);
  }

  /** What has been used since, in seconds. */
  read(): { seconds: number; serverSeconds: number; generatorSeconds: number } {
    return {
      seconds: (performance.now() - this.#startedMs) / 1000,
      serverSeconds: cpuSeconds(this.pid) - this.#serverSeconds,
      generatorSeconds: cpuSeconds(Deno.pid) - this.#generatorSeconds,
    };
  }
}
