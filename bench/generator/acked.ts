/**
 * The load of acknowledged messages: every publisher keeps so many of them waiting for the disk.
 *
 * @module
 */

import type { Acked, Job, Outcome } from "../job.ts";
import { Crew } from "./crew.ts";
import { drain } from "./flood.ts";
import { Patience } from "./patience.ts";
import { Meter } from "./process.ts";
import type { Speaker } from "./speaker.ts";

const WAIT_MS = 100;
/** More than any publisher has in flight; a power of two. */
const RING = 1 << 14;

function fill(speaker: Speaker, inFlight: number, nowMs: number): void {
  const { sent, acked } = speaker.connection;
  const free = Math.min(inFlight - (sent - acked), speaker.batch);
  if (free > 0 && !speaker.blocked) speaker.send(free, nowMs);
}

function publishFor(crew: Crew, inFlight: number, durationMs: number): void {
  const endMs = performance.now() + durationMs;
  const patience = new Patience(crew);
  while (performance.now() < endMs && !patience.ended) {
    const nowMs = performance.now();
    for (const { speakers } of crew.rooms) {
      for (const speaker of speakers) fill(speaker, inFlight, nowMs);
    }
    crew.watch();
    patience.note(crew.turn(WAIT_MS));
  }
  drain(crew);
}

function acksOf(crew: Crew): number {
  return crew.connections.reduce((sum, { acked }) => sum + acked, 0);
}

/** Runs publishers, each in a room of its own, so that what is measured is only the keeping. */
export function acked(job: Job, load: Acked): Outcome {
  const { wire, publishers, inFlight, bodyBytes } = load;
  const crowd = { rooms: publishers, speakers: 1, listeners: 0, wires: [wire] };
  const options = { bodyBytes, windowMessages: 0, ring: RING, sampleEvery: 1 };
  const crew = new Crew(job, crowd, options);
  publishFor(crew, inFlight, load.warmUpMs);
  crew.acks.latency.reset();
  const before = acksOf(crew);
  const meter = new Meter(job.pid);
  publishFor(crew, inFlight, load.measureMs);
  const { seconds, serverSeconds, generatorSeconds } = meter.read();
  const acks = acksOf(crew) - before;
  const faults = crew.faults();
  crew.close();
  const { latency } = crew.acks;
  return {
    values: {
      acksPerSecond: acks / seconds,
      acksPerCpuSecond: acks / serverSeconds,
      serverCpuShare: serverSeconds / seconds,
      generatorCpuShare: generatorSeconds / seconds,
      p50Ms: latency.percentileMs(0.5),
      p99Ms: latency.percentileMs(0.99),
      p999Ms: latency.percentileMs(0.999),
    },
    faults,
    notes: [],
  };
}
