/**
 * The throughput load: speakers keep a window of messages under way, so that the server always has
 * work and never has a reason to drop anybody.
 *
 * @module
 */

import type { Flood, Job, Outcome } from "../../job.ts";
import { Crew } from "../crew.ts";
import { MemorySamples } from "../meters/memory_samples.ts";
import { Meter } from "../meters/meter.ts";

const SAMPLE_EVERY = 16;

/** Runs a flood. */
export function flood(job: Job, load: Flood): Outcome {
  const crew = new Crew(job, load.crowd, {
    bodyBytes: load.bodyBytes,
    windowMessages: load.windowMessages,
    ring: powerOfTwo(load.windowMessages * 2),
    sampleEvery: SAMPLE_EVERY,
  });
  floodFor(crew, load.warmUpMs);
  crew.ledger.latency.reset();
  const before = crew.received();
  const saidBefore = crew.said();
  const meter = new Meter(job.pids);
  const memory = load.samplesMemory === true ? new MemorySamples(job.pids) : undefined;
  floodFor(crew, load.measureMs, memory);
  const { seconds, serverSeconds, firstSeconds, shares } = meter.read();
  const deliveries = crew.received() - before;
  const said = crew.said() - saidBefore;
  const faults = crew.faults();
  const excused = crew.lostInKernel(faults.lost);
  crew.close();
  return {
    values: {
      deliveriesPerCpuSecond: deliveries / serverSeconds,
      deliveriesPerSecond: deliveries / seconds,
      ...shares,
      ...(job.pids.length === 1 ? {} : { firstNodeMicroseconds: 1e6 * firstSeconds / said }),
      ...crew.ledger.latency.percentiles(),
      ...memory?.values(),
      ...(crew.hasDatagrams ? { lostInKernel: excused } : {}),
    },
    faults: { ...faults, lost: faults.lost - excused },
    notes: [],
  };
}

function floodFor(crew: Crew, durationMs: number, memory?: MemorySamples): void {
  crew.speakFor(durationMs, (nowMs) => {
    memory?.sample(nowMs);
    for (const room of crew.rooms) room.fill(nowMs);
  });
  crew.drain();
}

function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(least));
}
