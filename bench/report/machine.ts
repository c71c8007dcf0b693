/**
 * The machine, in one line.
 *
 * @module
 */

const BYTES_PER_GIB = 2 ** 30;

async function cpuModel(): Promise<string> {
  try {
    const info = await Deno.readTextFile("/proc/cpuinfo");
    return info.match(/^model name\s*:\s*(.+)$/m)?.[1] ?? Deno.build.arch;
  } catch {
    return Deno.build.arch;
  }
}

/** Processor, cores, memory, kernel. */
export async function describeMachine(): Promise<string> {
  const gibibytes = Math.round(Deno.systemMemoryInfo().total / BYTES_PER_GIB);
  const cores = navigator.hardwareConcurrency;
  const kernel = `${Deno.build.os} ${Deno.osRelease()}`;
  return `${await cpuModel()}, ${cores} cores, ${gibibytes} GiB, ${kernel}`;
}
