/**
 * The load of acknowledged messages: each publisher keeps a fixed number of them in flight.
 *
 * @module
 */

import type { Acked, Job, Outcome } from "../../job.ts";
import { Crew } from "../crew.ts";
import { Meter } from "../meters/meter.ts";
import type { Speaker } from "../speaker.ts";

/** More than any publisher has in flight; a power of two. */
const RING = 1 << 14;

/** Runs publishers, each in a room of its own, so that only the keeping is measured. */
export function acked(job: Job, load: Acked): Outcome {
  const { wire, publishers, inFlight, bodyBytes } = load;
  const crowd = { rooms: publishers, speakers: 1, listeners: 0, wires: [wire] };
  const options = { bodyBytes, windowMessages: 0, ring: RING, sampleEvery: 1 };
  const crew = new Crew(job, crowd, options);
  publishFor(crew, inFlight, load.warmUpMs);
  crew.acks.latency.reset();
  const before = crew.acknowledged();
  const meter = new Meter(job.pids);
  publishFor(crew, inFlight, load.measureMs);
  const { seconds, serverSeconds, shares } = meter.read();
  const acks = crew.acknowledged() - before;
  const faults = crew.faults();
  crew.close();
  return {
    values: {
      acksPerSecond: acks / seconds,
      acksPerCpuSecond: acks / serverSeconds,
      ...shares,
      ...crew.acks.latency.percentiles(),
    },
    faults,
    notes: [],
  };
}

function publishFor(crew: Crew, inFlight: number, durationMs: number): void {
  crew.speakFor(durationMs, (nowMs) => {
    for (const { speakers } of crew.rooms) {
      for (const speaker of speakers) fill(speaker, inFlight, nowMs);
    }
  });
  crew.drain();
}

function fill(speaker: Speaker, inFlight: number, nowMs: number): void {
  const { sent, acked } = speaker.connection;
  const free = Math.min(inFlight - (sent - acked), speaker.batch);
  if (free > 0 && !speaker.blocked) speaker.send(free, nowMs);
}
