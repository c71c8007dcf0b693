/**
 * The CPU time of the whole machine, from `/proc/stat`.
 *
 * @module
 */

/** The unit of times in `/proc`; 100 on every Linux that Deno runs on. */
export const TICKS_PER_SECOND = 100;

/**
 * The seconds of all cores in which some process ran, or the host of a virtual machine took the core.
 * Interrupts aren't in it: the kernel counts them for no process, the bench's own packets included.
 */
export function machineSeconds(stat: string): number {
  const fields = stat.match(/^cpu +(.*)$/m)?.[1].split(" ").map(Number) ?? [];
  const [user = 0, nice = 0, system = 0, _idle, _wait, _irq, _softIrq, steal = 0] = fields;
  return (user + nice + system + steal) / TICKS_PER_SECOND;
}
