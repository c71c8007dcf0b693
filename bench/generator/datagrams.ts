/**
 * How many datagrams the server takes in: one peer, alone in a room, sends as fast as they are read.
 * The kernel's own count tells those it threw away from those that the server lost.
 *
 * @module
 */

import type { Crowd, Datagrams, Job, Outcome } from "../job.ts";
import { Crew } from "./crew.ts";
import { hubSeq } from "./hub_seq.ts";
import { kernelQueue } from "./kernel_queue.ts";
import { Meter } from "./process.ts";

const CROWD: Crowd = { rooms: 1, speakers: 1, listeners: 0, wires: ["udp"] };
/** Datagrams between two looks at the server's queue. */
const BURST = 160;
/** A default receive buffer holds about 270 small datagrams, each counted with its 768 bytes. */
const MOST_WAITING_BYTES = 64 * 1024;
const STALLED_MS = 5000;

/** Waits until the server has read all but so many bytes. */
function wait(port: number, mostBytes: number): void {
  const deadlineMs = performance.now() + STALLED_MS;
  while (kernelQueue(port).waitingBytes > mostBytes) {
    if (performance.now() > deadlineMs) {
      throw new Error("The server has stopped reading datagrams.");
    }
  }
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
    wait(port, MOST_WAITING_BYTES);
  }
  wait(port, 0);
  return sent;
}

/** Runs a datagram load. */
export async function datagrams(job: Job, load: Datagrams): Promise<Outcome> {
  if (job.udp === undefined) throw new Error("The server doesn't listen on UDP.");
  const { port } = job.udp;
  const crew = new Crew(job, CROWD, {
    bodyBytes: load.bodyBytes,
    windowMessages: 0,
    ring: 1,
    sampleEvery: 1,
  });
  sendFor(crew, port, load.warmUpMs);
  // Coming and going may take numbers of its own; the first pair of questions shows how many.
  const first = await hubSeq(job.tcp, "count001");
  const second = await hubSeq(job.tcp, "count002");
  const droppedBefore = kernelQueue(port).dropped;
  const meter = new Meter(job.pid);
  const sent = sendFor(crew, port, load.measureMs);
  const { seconds, serverSeconds, generatorSeconds } = meter.read();
  const lostInKernel = kernelQueue(port).dropped - droppedBefore;
  const received = await hubSeq(job.tcp, "count003") - second - (second - first);
  crew.close();
  return {
    values: {
      datagramsPerCpuSecond: received / serverSeconds,
      datagramsPerSecond: received / seconds,
      lostInKernel,
      serverCpuShare: serverSeconds / seconds,
      generatorCpuShare: generatorSeconds / seconds,
    },
    faults: { ...crew.ledger.faults(sent - received - lostInKernel) },
    notes: [],
  };
}
