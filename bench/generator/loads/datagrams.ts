/**
 * The datagram load: one peer, alone in a room, sends as fast as the server reads. The kernel's count
 * of dropped datagrams tells its losses from the server's.
 *
 * @module
 */

import type { Crowd, Datagrams, Job, Outcome } from "../../job.ts";
import { Crew } from "../crew.ts";
import { Meter } from "../meters/meter.ts";
import { kernelQueue } from "../sockets/kernel_queue.ts";
import { hubSeq } from "./hub_seq.ts";

const CROWD: Crowd = { rooms: 1, speakers: 1, listeners: 0, wires: ["udp"] };
/** Datagrams between two looks at the server's queue. */
const BURST = 160;
/** A default receive buffer holds about 270 small datagrams, each counted with its 768 bytes. */
const MOST_WAITING_BYTES = 64 * 1024;
const STALLED_MS = 5000;

/** Runs a datagram load. */
export async function datagrams(job: Job, load: Datagrams): Promise<Outcome> {
  if (job.udp === undefined) throw new Error("The server doesn't listen on UDP.");
  const { port } = job.udp;
  const options = { bodyBytes: load.bodyBytes, windowMessages: 0, ring: 1, sampleEvery: 1 };
  const crew = new Crew(job, CROWD, options);
  sendFor(crew, port, load.warmUpMs);
  // A join or a leave may have a number of its own; the first two questions show how many there are.
  const first = await hubSeq(job.tcp, "count001");
  const second = await hubSeq(job.tcp, "count002");
  const droppedBefore = kernelQueue(port).dropped;
  const meter = new Meter(job.pids);
  const sent = sendFor(crew, port, load.measureMs);
  const { seconds, serverSeconds, shares } = meter.read();
  const lostInKernel = kernelQueue(port).dropped - droppedBefore;
  const received = await hubSeq(job.tcp, "count003") - second - (second - first);
  crew.close();
  return {
    values: {
      datagramsPerCpuSecond: received / serverSeconds,
      datagramsPerSecond: received / seconds,
      lostInKernel,
      ...shares,
    },
    faults: crew.ledger.faults(sent - received - lostInKernel),
    notes: [],
  };
}

function sendFor(crew: Crew, port: number, durationMs: number): number {
  const speaker = crew.rooms[0].speakers[0];
  const endMs = performance.now() + durationMs;
  let sent = 0;
  while (performance.now() < endMs) {
    for (let index = 0; index < BURST; index++) {
      speaker.send(1, 0);
      while (speaker.blocked) speaker.flush();
    }
    sent += BURST;
    awaitQueue(port, MOST_WAITING_BYTES);
  }
  awaitQueue(port, 0);
  return sent;
}

/** Waits until at most `mostBytes` wait in the server's queue. */
function awaitQueue(port: number, mostBytes: number): void {
  const deadlineMs = performance.now() + STALLED_MS;
  while (kernelQueue(port).waitingBytes > mostBytes) {
    if (performance.now() > deadlineMs) {
      throw new Error("The server has stopped reading datagrams.");
    }
  }
}
