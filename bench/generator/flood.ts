/**
 * The throughput load: speakers keep a window of messages under way, so that the server never idles
 * for want of work and never has cause to drop anybody.
 *
 * @module
 */

import type { Flood, Job, Outcome } from "../job.ts";
import { Crew } from "./crew.ts";
import { lostInKernel } from "./kernel_loss.ts";
import { MemoryWatch } from "./memory_watch.ts";
import { Patience } from "./patience.ts";
import { Meter } from "./process.ts";

const SAMPLE_EVERY = 16;
const WAIT_MS = 100;

function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(least));
}

function floodFor(crew: Crew, durationMs: number, memory?: MemoryWatch): void {
  const endMs = performance.now() + durationMs;
  const patience = new Patience(crew);
  while (performance.now() < endMs && !patience.ended) {
    const nowMs = performance.now();
    memory?.look(nowMs);
    for (const room of crew.rooms) room.pump(nowMs);
    crew.watch();
    patience.note(crew.turn(WAIT_MS));
  }
}

function isAwaiting(crew: Crew): boolean {
  return crew.rooms.some((room) => room.outstanding() > 0) || crew.acksDue() > 0;
}

/** Reads until everything that was sent has arrived and was acknowledged where it is to be, or nothing does any more. */
export function drain(crew: Crew): void {
  const patience = new Patience(crew);
  while (!patience.ended && isAwaiting(crew)) {
    crew.watch();
    patience.note(crew.turn(WAIT_MS));
  }
}

/** Runs a flood. */
export function flood(job: Job, load: Flood): Outcome {
  const crew = new Crew(job, load.crowd, {
    bodyBytes: load.bodyBytes,
    windowMessages: load.windowMessages,
    ring: powerOfTwo(load.windowMessages * 2),
    sampleEvery: SAMPLE_EVERY,
  });
  floodFor(crew, load.warmUpMs);
  drain(crew);
  crew.ledger.latency.reset();
  const before = crew.received();
  const meter = new Meter(job.pid);
  const memory = load.watchesMemory === true ? new MemoryWatch(job.pid) : undefined;
  floodFor(crew, load.measureMs, memory);
  drain(crew);
  const { seconds, serverSeconds, generatorSeconds } = meter.read();
  const deliveries = crew.received() - before;
  const faults = crew.faults();
  const excused = lostInKernel(crew, faults.lost);
  crew.close();
  const { latency } = crew.ledger;
  return {
    values: {
      deliveriesPerCpuSecond: deliveries / serverSeconds,
      deliveriesPerSecond: deliveries / seconds,
      serverCpuShare: serverSeconds / seconds,
      generatorCpuShare: generatorSeconds / seconds,
      p50Ms: latency.percentileMs(0.5),
      p99Ms: latency.percentileMs(0.99),
      p999Ms: latency.percentileMs(0.999),
      ...memory?.values(),
      ...(crew.hasDatagrams ? { lostInKernel: excused } : {}),
    },
    faults: { ...faults, lost: faults.lost - excused },
    notes: [],
  };
}
