/**
 * The load of those who are just there: many peers come in at once and then say nothing.
 *
 * @module
 */

import type { Idle, Job, Outcome } from "../job.ts";
import { Crew } from "./crew.ts";
import { residentKiB } from "./process.ts";

const BODY_BYTES = 64;

/** Handles what servers ask of idle peers. */
function settle(crew: Crew, durationMs: number): void {
  const endMs = performance.now() + durationMs;
  while (performance.now() < endMs) crew.turn(50);
}

/** Runs an idle load. */
export function idle(job: Job, load: Idle): Outcome {
  const beforeKiB = residentKiB(job.pid);
  const startMs = performance.now();
  const crowd = { rooms: 1, speakers: 0, listeners: load.connections, wires: [load.wire] };
  const crew = new Crew(job, crowd, {
    bodyBytes: BODY_BYTES,
    windowMessages: 0,
    ring: 1,
    sampleEvery: 1,
  });
  const stormSeconds = (performance.now() - startMs) / 1000;
  settle(crew, load.settleMs);
  const perConnection = () => (residentKiB(job.pid) - beforeKiB) / load.connections;
  const kibPerConnection = perConnection();
  settle(crew, load.restMs);
  const rested = load.restMs === 0 ? {} : { restedKibPerConnection: perConnection() };
  const faults = crew.faults();
  crew.close();
  return {
    values: { kibPerConnection, ...rested, stormSeconds },
    faults,
    notes: [],
  };
}
