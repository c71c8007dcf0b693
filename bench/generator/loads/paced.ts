/**
 * The latency load: messages at a fixed rate, each timed from the moment that it was due, so that a
 * server which stalls pays for every message that it held up.
 *
 * @module
 */

import type { Job, Outcome, Paced } from "../../job.ts";
import type { Connection } from "../connection.ts";
import { Crew } from "../crew.ts";
import { Meter, peakKiB } from "../meters/meter.ts";
import { EAGAIN, errno, libc } from "../sockets/libc.ts";
import type { Speaker } from "../speaker.ts";

/** Messages of a speaker that may be under way before their times are forgotten. */
const RING = 1 << 17;
const MSG_DONTWAIT = 0x40;

/** Runs a paced load. */
export function paced(job: Job, load: Paced): Outcome {
  const crew = new Crew(job, load.crowd, {
    bodyBytes: load.bodyBytes,
    windowMessages: 0,
    ring: RING,
    sampleEvery: 1,
  });
  pace(crew, load.messagesPerSecond, load.warmUpMs);
  crew.ledger.latency.reset();
  const meter = new Meter(job.pids);
  pace(crew, load.messagesPerSecond, load.measureMs);
  const { firstSeconds, shares } = meter.read();
  const notes = crew.sleepers.map(wake);
  const faults = crew.faults();
  crew.close();
  const percentiles = crew.ledger.latency.percentiles();
  const messages = load.messagesPerSecond * load.measureMs / 1000;
  const perMessage = job.pids.length === 1
    ? {}
    : { firstNodeMicroseconds: 1e6 * firstSeconds / messages };
  return {
    values: { ...percentiles, ...perMessage, peakKiB: peakKiB(job.pids), ...shares },
    faults,
    notes,
  };
}

/**
 * Speaks at a fixed rate, then waits until all is received. Polls without waiting: the generator has
 * a core of its own, and its own waking up must not add to the latency.
 */
function pace(crew: Crew, messagesPerSecond: number, durationMs: number): void {
  const intervalMs = 1000 / messagesPerSecond;
  const total = Math.floor(durationMs / intervalMs);
  const startMs = performance.now() + intervalMs;
  const speaker = crew.rooms[0].speakers[0];
  let sent = 0;
  while (sent < total) {
    const untilMs = Math.min(performance.now(), startMs + (total - 1) * intervalMs);
    if (speaker.blocked) speaker.flush();
    else sent += sendDue(speaker, startMs + sent * intervalMs, intervalMs, untilMs);
    crew.turn(0);
  }
  crew.drain();
}

/** Sends all due messages in one call and returns their number. */
function sendDue(
  speaker: Speaker,
  firstDueMs: number,
  intervalMs: number,
  untilMs: number,
): number {
  const due = Math.floor((untilMs - firstDueMs) / intervalMs) + 1;
  const count = Math.max(0, Math.min(due, speaker.batch));
  for (let index = 0; index < count; index++) {
    speaker.prepare(index, 1, firstDueMs + index * intervalMs);
  }
  if (count > 0) speaker.dispatch(count);
  return count;
}

/** Reads as a peer that has never read, and tells if the server has closed its connection. */
function wake(sleeper: Connection): string {
  const bytes = new Uint8Array(1 << 20);
  let total = 0;
  let got = libc.recv(sleeper.fd, bytes, bytes.length, MSG_DONTWAIT);
  while (got > 0) {
    total += got;
    got = libc.recv(sleeper.fd, bytes, bytes.length, MSG_DONTWAIT);
  }
  const connected = got < 0 && errno() === EAGAIN;
  const fate = connected ? "was still connected" : "had been let go";
  return `the sleeper ${fate}, with ${Math.round(total / 2 ** 20)} MiB in its socket`;
}
