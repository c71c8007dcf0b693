/**
 * The kernel's count of bytes that wait in UDP sockets, and of datagrams that it has dropped.
 *
 * @module
 */

/** The state of a socket. */
export interface KernelQueue {
  /** The memory of datagrams that the process hasn't read yet, in bytes. */
  readonly waitingBytes: number;
  /** Datagrams that were dropped because the socket was full, since it was opened. */
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
