/**
 * The load of silent peers: many join at once and then say nothing.
 *
 * @module
 */

import type { Idle, Job, Outcome } from "../../job.ts";
import { Crew } from "../crew.ts";
import { residentKiB } from "../meters/meter.ts";

const BODY_BYTES = 64;

/** Runs an idle load. */
export function idle(job: Job, load: Idle): Outcome {
  const beforeKiB = residentKiB(job.pids);
  const startMs = performance.now();
  const crowd = {
    rooms: 1,
    speakers: 0,
    listeners: load.connections,
    wires: [load.wire],
    ...(load.placement === undefined ? {} : { placement: load.placement }),
  };
  const options = { bodyBytes: BODY_BYTES, windowMessages: 0, ring: 1, sampleEvery: 1 };
  const crew = new Crew(job, crowd, options);
  const stormSeconds = (performance.now() - startMs) / 1000;
  answerFor(crew, load.quietMs);
  const perConnection = () => (residentKiB(job.pids) - beforeKiB) / load.connections;
  const kibPerConnection = perConnection();
  answerFor(crew, load.restMs);
  const rested = load.restMs === 0 ? {} : { restedKibPerConnection: perConnection() };
  const faults = crew.faults();
  crew.close();
  return { values: { kibPerConnection, ...rested, stormSeconds }, faults, notes: [] };
}

/** Answers the server's questions to its idle peers. */
function answerFor(crew: Crew, durationMs: number): void {
  const endMs = performance.now() + durationMs;
  while (performance.now() < endMs) crew.turn(50);
}
