/**
 * What the kernel knows of UDP sockets: how much waits in them, and how much it has thrown away.
 *
 * @module
 */

/** The state of a socket. */
export interface KernelQueue {
  /** Memory held by datagrams that nobody has read yet, in bytes. */
  readonly waitingBytes: number;
  /** Datagrams thrown away because the socket was full, since it was opened. */
  readonly dropped: number;
}

const EMPTY: KernelQueue = { waitingBytes: 0, dropped: 0 };

/** All UDP sockets of the machine by their local port, from `/proc/net/udp`. */
export function kernelQueues(): Map<number, KernelQueue> {
  const queues = new Map<number, KernelQueue>();
  for (const line of Deno.readTextFileSync("/proc/net/udp").trim().split("\n").slice(1)) {
    const fields = line.trim().split(/\s+/);
    queues.set(Number.parseInt(fields[1].split(":")[1], 16), {
      waitingBytes: Number.parseInt(fields[4].split(":")[1], 16),
      dropped: Number(fields[12]),
    });
  }
  return queues;
}

/** The socket at a local port. */
export function kernelQueue(port: number): KernelQueue {
  return kernelQueues().get(port) ?? EMPTY;
}
