/**
 * Which lost messages are nobody's fault: the kernel counts the datagrams that it threw away.
 *
 * @module
 */

import type { Crew } from "./crew.ts";
import { kernelQueues } from "./kernel_queue.ts";
import { localPort } from "./socket.ts";

/** As many of the lost deliveries as the kernel accounts for. Ask before sockets are closed. */
export function lostInKernel(crew: Crew, lost: number): number {
  if (lost === 0 || crew.job.udp === undefined) return 0;
  const queues = kernelQueues();
  const dropped = (port: number) => queues.get(port)?.dropped ?? 0;
  const onTheWayOut = crew.connections
    .filter(({ wire }) => wire.datagrams)
    .reduce((sum, { fd }) => sum + dropped(localPort(fd)), 0);
  // One that the server never got is missing at every receiver.
  const onTheWayIn = dropped(crew.job.udp.port) * crew.connections.length;
  return Math.min(lost, onTheWayOut + onTheWayIn);
}
